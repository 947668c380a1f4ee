import CElementary
import Glibc

/// The duals of tanh at any variances, as sums of the duals of erf (`ErfMixture`). With a = sᵢ² q₁, b = sⱼ² q₂ and
/// D(y) = 1 + 2(a + b) + 4ab y,
///
///     T = Σ wᵢwⱼ (2/π) arcsin x_c,   Ṫ = Σ wᵢwⱼ sᵢsⱼ (4/π)/√D(ε(2 − ε)),   x_c = 2c √(ab)/√((1 + 2a)(1 + 2b)).
///
/// What ε takes from T, σ = arcsin x₁ − arcsin x_c, has for c ≥ 0
///
///     sin σ = 2√(ab) ε(2 − ε)/(√D(ε(2 − ε)) + c √D(0)),
///
/// so that ρ keeps relative precision at equal variances; at unequal ones its absolute error is below 4e-15. T is odd
/// in c.
///
/// - Complexity: 34² arc sines, some 3 µs a pair, whatever the variances are.
struct ErfMixtureDual: DualMap {
  let rowSecondMoments: [Double]
  let columnSecondMoments: [Double]
  private let rowVariances: [Double]
  private let columnVariances: [Double]

  init(rowVariances: [Double], columnVariances: [Double]) {
    (self.rowVariances, self.columnVariances) = (rowVariances, columnVariances)
    rowSecondMoments = rowVariances.map(Nonlinearity.tanh.secondMoment)
    columnSecondMoments = columnVariances.map(Nonlinearity.tanh.secondMoment)
  }

  func reflection(row: Int, column: Int) -> DualReflection? { .odd }

  func map(
    row: Int, columns: Range<Int>, separations: UnsafeMutablePointer<Double>,
    derivatives: UnsafeMutablePointer<Double>?
  ) {
    let one = Nonlinearity.withoutUnderflow(rowVariances[row])
    for (k, column) in columns.enumerated() {
      let two = Nonlinearity.withoutUnderflow(columnVariances[column])
      let moments = (Nonlinearity.tanh.secondMoment(one), Nonlinearity.tanh.secondMoment(two))
      let pair = Self.pair(one, two, moments: moments, separation: separations[k])
      separations[k] = one > 0 && two > 0 ? pair.separation : 0
      if let derivatives { derivatives[k] = pair.derivative }
    }
  }

  /// ρ and Ṫ of a pair of variances that are not 0, with T(q₁) and T(q₂).
  static func pair(
    _ q1: Double, _ q2: Double, moments: (Double, Double), separation: Double
  ) -> (separation: Double, derivative: Double) {
    let near = min(separation, 2 - separation)
    let sums = sums(q1, q2, y: max(0, near * (2 - near)), cosine: 1 - near)
    let scale = 1 / (moments.0.squareRoot() * moments.1.squareRoot())
    let radial = q1 == q2 ? 0 : 1 - scale * sums.whole
    let rho = radial + scale * sums.gap
    return (separation <= 1 ? rho : 2 - rho, sums.derivative)
  }

  /// T(q₁, q₂, 1), what is missing of it at c, and Ṫ.
  private static func sums(
    _ q1: Double, _ q2: Double, y: Double, cosine c: Double
  ) -> (whole: Double, gap: Double, derivative: Double) {
    let mixture = ErfMixture.tanh
    let count = mixture.weights.count
    var (whole, gap, derivative) = (0.0, 0.0, 0.0)
    withUnsafeTemporaryAllocation(of: Double.self, capacity: 3 * count) { terms in
      guard let wholes = terms.baseAddress else { return }
      let (gaps, slopes) = (wholes + count, wholes + 2 * count)
      terms.initialize(repeating: 0)
      mixture.squareScales.withUnsafeBufferPointer { squares in
        mixture.weights.withUnsafeBufferPointer { weights in
          mixture.slopes.withUnsafeBufferPointer { slopeWeights in
            for i in 0..<count {
              let (a, weight, slopeWeight) = (squares[i] * q1, weights[i], slopeWeights[i])
              let rootA = a.squareRoot()
              for j in 0..<count {
                let b = squares[j] * q2
                let product = 2 * rootA * elementary_sqrt(b)
                let base = 1 + 2 * (a + b)
                let (root, rootBase) = (elementary_sqrt(base + product * product * y), elementary_sqrt(base))
                let inverse = 1 / ((1 + 2 * a) * (1 + 2 * b))
                let sine = product * y / (root + c * rootBase)
                let angle = ArcSine.angle(sine: sine, cosine: (rootBase * root + product * product * c) * inverse)
                let rootInverse = elementary_sqrt(inverse)
                let largest = ArcSine.angle(sine: product * rootInverse, cosine: rootBase * rootInverse)
                let own = weight * weights[j]
                wholes[j] += own * largest
                gaps[j] += own * angle
                slopes[j] += slopeWeight * slopeWeights[j] / root
              }
            }
          }
        }
      }
      for j in 0..<count { (whole, gap, derivative) = (whole + wholes[j], gap + gaps[j], derivative + slopes[j]) }
    }
    return (2 / Double.pi * whole, 2 / Double.pi * gap, 4 / Double.pi * derivative)
  }
}
