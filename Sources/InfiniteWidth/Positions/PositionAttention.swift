import Architectures
import Foundation
import LinearAlgebra

/// Self-attention over all positions in the limit of many heads, where queries and keys share their weights and are
/// scaled by 1/n (Hron et al. 2020, "Infinite attention", Sections 3.1 and 3.2; the `linear_scaling` of
/// neural-tangents):
///
///     ζ(x) = softmax over p′ of g K(x, x)[p, p′], or g K(x, x) itself,
///     K′ = v ζ(x) K ζ(x′)ᵀ + σ_b²,    Θ′ = v ζ(x) (Θ + 2K) ζ(x′)ᵀ + σ_b²,
///
/// with g the product of the queries' and keys' standard deviations and v that of the values' and outputs' variances;
/// either of the latter gains v ζ K ζ′ᵀ. ζ is constant in the limit.
struct PositionAttention: Sendable {
  let mechanism: SelfAttention.Mechanism
  /// g
  let queryKeyScale: Double
  /// v
  let valueVariance: Double
  let biasVariance: Double

  /// ζ of an image, row by row, from its own tensor; the padding of a row is 0.
  func weights(_ own: PositionTensor, into target: UnsafeMutablePointer<Double>) {
    let (count, length) = (own.grid.positionCount, own.rowLength)
    for p in 0..<count {
      let (row, weights) = (own.covariances + p * length, target + p * length)
      for k in 0..<count { weights[k] = queryKeyScale * row[k] }
      for k in count..<length { weights[k] = 0 }
      guard mechanism == .softmax else { continue }
      var largest = -Double.infinity
      for k in 0..<count { largest = max(largest, weights[k]) }
      var sum = 0.0
      for k in 0..<count {
        weights[k] = exp(weights[k] - largest)
        sum += weights[k]
      }
      for k in 0..<count { weights[k] /= sum }
    }
  }

  /// - Parameters:
  ///   - first, second: ζ of either image.
  ///   - scratch: numbers of a whole tensor.
  func apply(
    _ from: PositionTensor, to: PositionTensor, first: UnsafePointer<Double>, second: UnsafePointer<Double>,
    scratch: UnsafeMutablePointer<Double>
  ) {
    if let own = from.tangents, let tangents = to.tangents {
      for k in 0..<from.count { own[k] += 2 * from.covariances[k] }
      weigh(own, from, to: tangents, to, first, second, scratch)
    }
    weigh(from.covariances, from, to: to.covariances, to, first, second, scratch)
  }

  /// v ζ A ζ′ᵀ + σ_b²: of all pairs of positions or of equal ones.
  private func weigh(
    _ own: UnsafePointer<Double>, _ from: PositionTensor, to target: UnsafeMutablePointer<Double>,
    _ to: PositionTensor, _ first: UnsafePointer<Double>, _ second: UnsafePointer<Double>,
    _ half: UnsafeMutablePointer<Double>
  ) {
    let (count, length) = (from.grid.positionCount, from.rowLength)
    Double.multiply(
      MatrixProduct(
        m: count, n: count, k: count, alpha: valueVariance, a: first, strideA: length, b: own, strideB: length, beta: 0,
        c: half, strideC: length))
    if to.met == .all {
      Double.multiply(
        MatrixProduct(
          transposeB: true, m: count, n: count, k: count, alpha: 1, a: half, strideA: length, b: second,
          strideB: length, beta: 0, c: target, strideC: length))
      for p in 0..<count {
        for k in 0..<count { target[p * length + k] += biasVariance }
        for k in count..<length { target[p * length + k] = 0 }
      }
    } else {
      for p in 0..<count {
        var sum = 0.0
        for k in 0..<count { sum += half[p * length + k] * second[p * length + k] }
        target[p] = sum + biasVariance
      }
      for k in count..<length { target[k] = 0 }
    }
  }
}
