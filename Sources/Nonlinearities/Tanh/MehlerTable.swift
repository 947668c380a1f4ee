import Glibc
import LinearAlgebra
import Synchronization

/// The first thousand Hermite coefficients of tanh(√q z) and of its derivative, for duals at many different variances:
/// those of `HermiteTable`, without the zeros of their parity, and for variances beyond its reach too, where the first
/// terms are enough for pairs that do not nearly coincide.
///
/// Octaves are filled when they are first met. What a q gives depends on q alone.
enum MehlerTable {
  /// Terms of each parity that are kept at most.
  static let largestCount = 512
  /// From 2⁻¹³⁴, below `Nonlinearity.withoutUnderflow`, to 2¹⁴.
  private static let octaves = -134..<14
  private static let filled = Mutex<[Int: MehlerCell]>([:])

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
    let cell = filled.withLock { filled in
      if let cell = filled[octave] { return cell }
      let cell = newCell(octave)
      filled[octave] = cell
      return cell
    }
    let weights = MehlerCell.basis.weights(at: 2 * log2(variance.significand) - 1)
    cell.write(weights: weights, scale: scale, count: count, stride: stride, toA: a, b: b)
  }

  private static func newCell(_ octave: Int) -> MehlerCell {
    // aₙ falls like exp(−(π/2) √(n/q)): 1e-18 after 700 q terms, half of which are zero.
    let needed = 32 + Int(350 * exp2(Double(octave + 1)))
    let count = min(largestCount, (needed + Lanes.scalarCount - 1) / Lanes.scalarCount * Lanes.scalarCount)
    let values = MehlerCell.basis.points.map { t in
      // Scaled by the exponent: that of a sum would lose the digits that the octave takes.
      let variance = Double(sign: .plus, exponent: octave, significand: exp2(0.5 * (t + 1)))
      return HermiteSeries.coefficients(.tanh, variance: variance, count: 2 * count)
    }
    return MehlerCell(
      count: count, a: values.map { value in (0..<count).map { value.a[2 * $0 + 1] } },
      b: values.map { value in (0..<count).map { value.b[2 * $0] } })
  }
}
