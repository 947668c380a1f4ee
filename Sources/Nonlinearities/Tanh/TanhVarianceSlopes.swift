import CElementary
import Glibc

/// The slopes of tanh's T in its variances, by the Hermite series φ(√q z) = Σ aₙ(q) hₙ(z) where both variances have
/// one: φ″ has the coefficients of two places further, so that
///
///     q₁ E[φ″(u) φ(v)] = Σ √((n + 1)(n + 2)) aₙ₊₂(q₁) aₙ(q₂) cⁿ;
///
/// otherwise as sums of those of erf (`ErfMixture`), with a = sᵢ² q₁, b = sⱼ² q₂ and D = 1 + 2(a + b) + 4ab ε(2 − ε),
///
///     ∂T/∂q₁ = −(4/π) k Σ wᵢwⱼ sᵢ³ sⱼ/((1 + 2a) √D).
///
/// - Complexity: a multiply-add a coefficient and slope, of which there are 155 q; 34² square roots, 2 µs, otherwise.
struct TanhVarianceSlopes: VarianceSlopes {
  private let rows: [Input]
  private let columns: [Input]

  private struct Input {
    let variance: Double
    /// aₙ and √((n + 1)(n + 2)) aₙ₊₂ of odd n in turn; nil where the variance has no short series.
    let terms: (values: [Double], shifted: [Double])?
  }

  /// From here on the series is longer than the mixture takes time.
  private static let largestVariance = 16.0

  init(rowVariances: [Double], columnVariances: [Double]) {
    var known: [Double: Input] = [:]
    for variance in rowVariances + columnVariances where known[variance] == nil {
      known[variance] = Input(variance: variance, terms: Self.terms(variance))
    }
    func input(_ variance: Double) -> Input { known[variance] ?? Input(variance: variance, terms: nil) }
    (rows, columns) = (rowVariances.map(input), columnVariances.map(input))
  }

  private static func terms(_ variance: Double) -> (values: [Double], shifted: [Double])? {
    let kept = Nonlinearity.withoutUnderflow(variance)
    guard kept > 0, kept <= largestVariance, let series = HermiteSeries(Tanh(), variance: kept) else { return nil }
    let norm = Nonlinearity.tanh.secondMoment(kept).squareRoot()
    let a = series.direction.values.map { norm * $0 }
    let odd = stride(from: 1, to: a.count - 2, by: 2)
    return (
      odd.map { a[$0] }, odd.map { Double(($0 + 1) * ($0 + 2)).squareRoot() * a[$0 + 2] / kept }
    )
  }

  func slopes(
    row: Int, columns: Range<Int>, separations: UnsafePointer<Double>, values: UnsafePointer<Double>,
    derivatives: UnsafePointer<Double>, first: UnsafeMutablePointer<Double>, second: UnsafeMutablePointer<Double>
  ) {
    let own = rows[row]
    for (k, column) in columns.enumerated() {
      let other = self.columns[column]
      if let mine = own.terms, let theirs = other.terms {
        let sums = Self.series(mine, theirs, cosine: 1 - separations[k])
        (first[k], second[k]) = (0.5 * sums.first, 0.5 * sums.second)
      } else {
        (first[k], second[k]) = Self.mixture(own.variance, other.variance, separation: separations[k])
      }
    }
  }

  /// Σ shiftedₙ valueₙ cⁿ both ways, by Horner's rule in c².
  private static func series(
    _ one: (values: [Double], shifted: [Double]), _ two: (values: [Double], shifted: [Double]), cosine c: Double
  ) -> (first: Double, second: Double) {
    let (count, square) = (min(one.values.count, two.values.count), c * c)
    var (first, second) = (0.0, 0.0)
    one.values.withUnsafeBufferPointer { a in
      one.shifted.withUnsafeBufferPointer { aShifted in
        two.values.withUnsafeBufferPointer { b in
          two.shifted.withUnsafeBufferPointer { bShifted in
            for n in stride(from: count - 1, through: 0, by: -1) {
              first = first * square + aShifted[n] * b[n]
              second = second * square + bShifted[n] * a[n]
            }
          }
        }
      }
    }
    return (c * first, c * second)
  }

  private static func mixture(_ q1: Double, _ q2: Double, separation: Double) -> (Double, Double) {
    let mixture = ErfMixture.tanh
    let (y, count) = (max(0, separation * (2 - separation)), mixture.weights.count)
    var (first, second) = (0.0, 0.0)
    for i in 0..<count {
      let (s, a) = (mixture.squareScales[i], mixture.squareScales[i] * q1)
      for j in 0..<count {
        let (t, b) = (mixture.squareScales[j], mixture.squareScales[j] * q2)
        let own = mixture.slopes[i] * mixture.slopes[j] / elementary_sqrt(1 + 2 * (a + b) + 4 * a * b * y)
        first += own * s / (1 + 2 * a)
        second += own * t / (1 + 2 * b)
      }
    }
    let scale = -4 / Double.pi * q1.squareRoot() * q2.squareRoot() * (1 - separation)
    return (scale * first, scale * second)
  }
}
