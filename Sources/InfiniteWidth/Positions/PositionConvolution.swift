import Architectures
import CElementary
import LinearAlgebra

/// A convolution of any window and stride on the tensor of a pair of images (Xiao et al. 2020, Eq. 45; Arora et al.
/// 2019, Section 4):
///
///     K′[o, o′] = σ_w²/|δ| Σ_δ K[s·o + δ, s·o′ + δ] + σ_b²,    Θ′[o, o′] = a/|δ| Σ_δ K + b + σ_w²/|δ| Σ_δ Θ,
///
/// with the learning rates a and b (`LayerLearning`; those of the NTK parameterisation make K′ of the first two terms).
/// A neighbour outside either image counts 0. Equal positions make equal positions, whatever the window and stride.
final class PositionConvolution: Sendable {
  let window: PositionWindow
  let weightVariance: Double
  let biasVariance: Double
  let learning: LayerLearning

  init(window: PositionWindow, weightVariance: Double, biasVariance: Double, learning: LayerLearning) {
    (self.window, self.weightVariance, self.biasVariance) = (window, weightVariance, biasVariance)
    self.learning = learning
  }

  /// Numbers of scratch that `apply` needs.
  func scratchCount(_ met: MetPositions) -> Int {
    met == .all ? window.alignedScratchCount : 2 * window.columnCount
  }

  /// - Parameters:
  ///   - to: on the window's outputs, for the same `met`.
  ///   - scratch: `scratchCount`.
  func apply(_ from: PositionTensor, to: PositionTensor, scratch: UnsafeMutablePointer<Double>) {
    if from.met == .equal { return applyEqual(from, to: to, scratch) }
    let count = window.x.outputs * to.rowLength
    for row in 0..<window.y.outputs {
      let covariances = to.covariances + row * count
      window.sumAligned(row: row, of: from.covariances, into: covariances, scratch: scratch)
      let tangents = to.tangents.map { $0 + row * count }
      if let own = from.tangents, let tangents {
        window.sumAligned(row: row, of: own, into: tangents, scratch: scratch)
      }
      finish(covariances, tangents, count: count)
    }
  }

  private func applyEqual(_ from: PositionTensor, to: PositionTensor, _ columns: UnsafeMutablePointer<Double>) {
    let window = window
    let (weight, bias) = (
      Lanes(repeating: weightVariance / Double(window.count)), Lanes(repeating: biasVariance)
    )
    let covariances = to.covariances
    window.sumColumns(from.covariances, into: columns)
    if let own = from.tangents, let tangents = to.tangents {
      let rates = learning.rates(weightVariance: weightVariance, biasVariance: biasVariance)
      let gain = Lanes(repeating: rates.weights / Double(window.count))
      let constant = Lanes(repeating: rates.biases)
      let tangentColumns = columns + window.columnCount
      window.sumColumns(own, into: tangentColumns)
      window.forEachEight { place, source, reads in
        let neighbours = reads.sum(columns + source)
        let gained = elementary_multiply_add_lanes(neighbours, gain, constant)
        tangents.store(elementary_multiply_add_lanes(reads.sum(tangentColumns + source), weight, gained), place)
        covariances.store(elementary_multiply_add_lanes(neighbours, weight, bias), place)
      }
    } else {
      window.forEachEight { place, source, reads in
        covariances.store(elementary_multiply_add_lanes(reads.sum(columns + source), weight, bias), place)
      }
    }
    to.clearPadding()
  }

  /// Turns sums into K′ and Θ′.
  private func finish(
    _ covariances: UnsafeMutablePointer<Double>, _ tangents: UnsafeMutablePointer<Double>?, count: Int
  ) {
    let (weight, bias) = (weightVariance / Double(window.count), biasVariance)
    let rates = learning.rates(weightVariance: weightVariance, biasVariance: biasVariance)
    let (gain, constant) = (rates.weights / Double(window.count), rates.biases)
    if let tangents {
      for k in 0..<count {
        let gained = elementary_multiply_add(covariances[k], gain, constant)
        tangents[k] = elementary_multiply_add(tangents[k], weight, gained)
      }
    }
    for k in 0..<count { covariances[k] = elementary_multiply_add(covariances[k], weight, bias) }
  }
}
