import CElementary
import Glibc
import LinearAlgebra
import Synchronization

/// The first thousand Hermite coefficients of tanh(√q z) and of its derivative, for duals at many different variances:
/// those of `HermiteTable`, without the zeros of their parity, and for variances beyond its reach too, where the first
/// terms are enough for pairs that do not nearly coincide.
///
/// Octaves are filled when they are first met. What a q gives depends on q alone.
struct MehlerTable: Sendable {
  /// Terms of each parity that are kept at most.
  static let largestCount = 512
  /// From 2⁻¹³⁴, below `Nonlinearity.withoutUnderflow`, to 2¹⁴.
  private static let octaves = -134..<14
  private static let basis = ChebyshevBasis(count: 14)
  private static let filled = Mutex<[Int: MehlerTable]>([:])

  /// a₂ₘ₊₁ and b₂ₘ at the Chebyshev points of the octave, one point after another.
  private let a: [Double]
  private let b: [Double]
  private let count: Int

  static func reaches(_ variance: Double) -> Bool { variance < 0x1p14 }

  /// Writes `scale` a₂ₘ₊₁(q) and b₂ₘ(q) for m < `count`, `stride` apart; zeros beyond what matters.
  /// - Parameter count: a multiple of eight.
  /// - Complexity: 28 multiply-adds a term; the first of an octave some 10 ms.
  static func write(
    variance: Double, scale: Double, count: Int, stride: Int, toA a: UnsafeMutablePointer<Double>,
    b: UnsafeMutablePointer<Double>
  ) {
    guard variance > 0, variance.isFinite, octaves.contains(Int(variance.exponent)) else {
      // tanh of nothing is nothing, and its slope there 1.
      for m in 0..<count { (a[m * stride], b[m * stride]) = (0, m == 0 && variance == 0 ? 1 : 0) }
      return
    }
    let octave = Int(variance.exponent)
    let table = filled.withLock { filled in
      if let table = filled[octave] { return table }
      let table = MehlerTable(octave: octave)
      filled[octave] = table
      return table
    }
    let weights = basis.weights(at: 2 * log2(variance.significand) - 1)
    let kept = min(count, table.count)
    table.combine(table.a, weights, count: kept, scale: scale, stride: stride, into: a)
    table.combine(table.b, weights, count: kept, scale: 1, stride: stride, into: b)
    for m in kept..<max(kept, count) { (a[m * stride], b[m * stride]) = (0, 0) }
  }

  private init(octave: Int) {
    // aₙ falls like exp(−(π/2) √(n/q)): 1e-18 after 700 q terms, half of which are zero.
    let needed = 32 + Int(350 * exp2(Double(octave + 1)))
    let count = min(Self.largestCount, (needed + Lanes.scalarCount - 1) / Lanes.scalarCount * Lanes.scalarCount)
    let values = Self.basis.points.map { t in
      // Scaled by the exponent: that of a sum would lose the digits that the octave takes.
      let variance = Double(sign: .plus, exponent: octave, significand: exp2(0.5 * (t + 1)))
      return HermiteSeries.coefficients(.tanh, variance: variance, count: 2 * count)
    }
    a = values.flatMap { value in (0..<count).map { value.a[2 * $0 + 1] } }
    b = values.flatMap { value in (0..<count).map { value.b[2 * $0] } }
    self.count = count
  }

  /// The value at q of `count` coefficients, a multiple of eight.
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
