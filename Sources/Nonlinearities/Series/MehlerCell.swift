import CElementary
import LinearAlgebra

/// Coefficients aₙ(q) and bₙ(q) of one part of φ on an interval of log q, interpolated between its Chebyshev points.
struct MehlerCell: Sendable {
  static let basis = ChebyshevBasis(count: 14)

  /// Terms, a multiple of eight.
  let count: Int
  /// At one point after another.
  private let a: [Double]
  private let b: [Double]

  /// - Parameters: one list of `count` a point.
  init(count: Int, a: [[Double]], b: [[Double]]) {
    self.count = count
    (self.a, self.b) = (a.flatMap { $0.prefix(count) }, b.flatMap { $0.prefix(count) })
  }

  /// Writes `scale` a and b for m < `count`, `stride` apart, with the `basis` polynomials' values `weights`; zeros
  /// beyond what is known.
  /// - Complexity: 28 multiply-adds a term.
  func write(
    weights: [Double], scale: Double, count: Int, stride: Int, toA target: UnsafeMutablePointer<Double>,
    b slopes: UnsafeMutablePointer<Double>
  ) {
    let kept = min(count, self.count)
    combine(a, weights, count: kept, scale: scale, stride: stride, into: target)
    combine(b, weights, count: kept, scale: 1, stride: stride, into: slopes)
    for m in kept..<max(kept, count) { (target[m * stride], slopes[m * stride]) = (0, 0) }
  }

  private func combine(
    _ values: [Double], _ weights: [Double], count: Int, scale: Double, stride: Int,
    into target: UnsafeMutablePointer<Double>
  ) {
    values.withUnsafeBufferPointer { values in
      weights.withUnsafeBufferPointer { weights in
        guard let values = values.baseAddress else { return }
        for m in Swift.stride(from: 0, to: count, by: Lanes.scalarCount) {
          var sum = Lanes.zero
          for (k, weight) in weights.enumerated() {
            sum = elementary_multiply_add_lanes(Lanes(repeating: weight), values.lanes(k &* self.count &+ m), sum)
          }
          sum *= scale
          if stride == 1 {
            target.store(sum, m)
          } else {
            for lane in 0..<Lanes.scalarCount { target[(m &+ lane) &* stride] = sum[lane] }
          }
        }
      }
    }
  }
}
