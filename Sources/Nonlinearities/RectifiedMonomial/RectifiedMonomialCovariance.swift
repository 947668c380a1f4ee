import CElementary
import LinearAlgebra

/// `RectifiedMonomialDual` on covariances: with c = k/√(q₁q₂) and jₙ = Jₙ(θ)/Jₙ(0),
///
///     T = √(T(q₁) T(q₂)) jₙ,    Ṫ = √(Ṫ(q₁) Ṫ(q₂)) jₙ₋₁,    jₙ = c jₙ₋₁ + βₙ sin²θ jₙ₋₂.
///
/// - Complexity: that of `PiecewiseLinearCovariance`, and three operations a degree.
struct RectifiedMonomialCovariance: AngularDual {
  /// √T(q), 1/√q and √Ṫ(q)
  static let quantityCount = 3
  private let definition: RectifiedMonomial
  private let weights: [Double]

  init(_ definition: RectifiedMonomial) {
    self.definition = definition
    weights = RectifiedMonomialDual.weights(degree: definition.degree)
  }

  func tabulate(_ variances: UnsafePointer<Double>, count: Int, into table: UnsafeMutablePointer<Double>, stride: Int) {
    for k in 0..<count {
      let q = variances[k]
      table[k] = definition.secondMoment(q).squareRoot()
      table[stride + k] = q > 0 ? 1 / q.squareRoot() : 0
      table[2 * stride + k] = definition.derivativeSecondMoment(q).squareRoot()
    }
  }

  func map(_ rows: AngleRows) {
    let (first, second) = (rows.plane.first.base, rows.plane.second.base)
    let (firstSlopes, secondSlopes) = (
      first + 2 * rows.plane.first.quantityStride, second + 2 * rows.plane.second.quantityStride
    )
    let angle = rows.angle(scale: 1, coinciding: PiecewiseLinearCovariance.coinciding)
    rows.map(angle: angle) { _, c, sine, turn, place in
      var former = LanePair.multiplyAdd(turn, LanePair(0.5), 0.5)
      var current = LanePair.multiplyAdd(c, former, sine * (1 / Double.pi))
      let square = sine * sine
      for weight in weights {
        (former, current) = (current, LanePair.multiplyAdd(c, current, square * weight * former))
      }
      let value = LanePair(first, place.first) * LanePair(second, place.second) * current
      return (value, LanePair(firstSlopes, place.first) * LanePair(secondSlopes, place.second) * former)
    }
  }
}
