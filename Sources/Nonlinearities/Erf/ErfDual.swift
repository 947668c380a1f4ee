import CElementary
import Glibc

/// The duals of the error function (Williams 1997; Lee, Xiao et al. 2019):
///
///     T = (2/π) arcsin(2k/√(A₁A₂)),  Ṫ = (4/π)/√(A₁A₂ − 4k²),  k = c√(q₁q₂),  Aᵢ = 1 + 2qᵢ.
///
/// With aᵢ = arcsin(2qᵢ/Aᵢ), a₁₂ = arcsin(2k/√(A₁A₂)), ā = (a₁ + a₂)/2 and σ = ā − a₁₂,
///
///     ρ = [σ − ½(√a₁ − √a₂)²] / √(a₁a₂),
///     sin σ · sin(ā + a₁₂) = sin²((a₁ − a₂)/2) + 4q₁q₂/(A₁A₂) · ε(2 − ε),
///
/// a sum of positive terms. wᵢ = √(1 + 4qᵢ) turns the half angles into aᵢ/2 = arctan wᵢ − π/4, and differences of
/// angles into w₁ − w₂ = 4(q₁ − q₂)/(w₁ + w₂), so that equal variances leave no residue. Promised: 16 ulp for ρ at
/// equal variances; at unequal ones the ½(√a₁ − √a₂)² cancels all but a part q²/2 of σ where q < 1, so 16 ulp/min(1,
/// q²), and never an absolute error above 4e-15. Ṫ: 4 ulp.
struct ErfDual: DualMap {
  let rowSecondMoments: [Double]
  let columnSecondMoments: [Double]
  private let rowVariances: [Double]
  private let table: ColumnTable
  private let smallestRootAngle: Double
  private let largestRootAngle: Double

  init(rowVariances: [Double], columnVariances: [Double]) {
    self.rowVariances = rowVariances.map(Nonlinearity.withoutUnderflow)
    rowSecondMoments = rowVariances.map(Nonlinearity.erf.secondMoment)
    columnSecondMoments = columnVariances.map(Nonlinearity.erf.secondMoment)
    table = ColumnTable(
      columnVariances.map(Nonlinearity.withoutUnderflow), secondMoments: columnSecondMoments,
      quantities: [
        { $0 }, { $0.squareRoot() }, { Input($0).w }, { Input($0).v }, { Input($0).inverseRootA },
        { Input($0).rootAngle }, { 1 / Input($0).rootAngle },
      ])
    let angles = columnVariances.map { Input(Nonlinearity.withoutUnderflow($0)).rootAngle }
    (smallestRootAngle, largestRootAngle) = (angles.min() ?? 0, angles.max() ?? 0)
  }

  func map(
    row: Int, columns: Range<Int>, separations: UnsafeMutablePointer<Double>,
    derivatives: UnsafeMutablePointer<Double>?
  ) {
    let (q1, one) = (rowVariances[row], Input(rowVariances[row]))
    let (root1, inverseRootAngle1) = (q1.squareRoot(), 1 / one.rootAngle)
    table.withPointer(to: columns.lowerBound) { variances in
      let stride = table.count
      let (roots, ws, vs) = (variances + stride, variances + 2 * stride, variances + 3 * stride)
      let (inverseRootAs, rootAngles) = (variances + 4 * stride, variances + 5 * stride)
      let inverseRootAngles = variances + 6 * stride
      if let derivatives {
        for k in 0..<columns.count {
          let determinant = Self.determinant(q1, variances[k], separations[k])
          derivatives[k] = 4 / (Double.pi * elementary_sqrt(determinant))
        }
      }
      let far = isFar(row) ? Self.far : .infinity
      if far < .infinity {
        for k in 0..<columns.count where Self.isFar(one.rootAngle, rootAngles[k], far) {
          let sine = 2 * (1 - separations[k]) * root1 * roots[k] * one.inverseRootA * inverseRootAs[k]
          separations[k] = 1 - asin(sine) * (inverseRootAngle1 * inverseRootAngles[k])
        }
      }
      for k in 0..<columns.count {
        let (q2, separation) = (variances[k], separations[k])
        let wSum = one.w + ws[k]
        let scale = 0.5 * one.inverseRootA * inverseRootAs[k]
        // Sines and cosines of a₁₂ and of ā.
        let maximum = 4 * root1 * roots[k] * scale
        let sine12 = (1 - separation) * maximum
        let cosine12 = 2 * scale * elementary_sqrt(Self.determinant(q1, q2, separation))
        let sineMean = scale * (one.v + vs[k] + one.v * vs[k])
        let cosineMean = scale * wSum
        // sin((a₁ − a₂)/2), and the angle itself.
        let sineHalfGap = 4 * (q1 - q2) / wSum * scale
        let squareHalfGap = sineHalfGap * sineHalfGap
        let halfGap = ArcSine.angle(sine: sineHalfGap, square: squareHalfGap)
        // σ: for c < 0 it is a sum of two positive angles.
        let opposite = sineMean * cosine12 + cosineMean * sine12.magnitude
        let product = squareHalfGap + maximum * maximum * separation * (2 - separation)
        let sine = separation <= 1 ? product / opposite : opposite
        let angle = ArcSine.angle(sine: sine, cosine: cosineMean * cosine12 + sineMean * sine12)
        let rootGap = 2 * halfGap / (one.rootAngle + rootAngles[k])
        let near = (angle - 0.5 * rootGap * rootGap) * (inverseRootAngle1 * inverseRootAngles[k])
        separations[k] = Self.isFar(one.rootAngle, rootAngles[k], far) ? separation : near
      }
    }
    if q1 == 0 { separations.update(repeating: 0, count: columns.count) }
    table.clearZeroColumns(in: columns, separations)
  }

  func reflection(row: Int, column: Int) -> DualReflection? { .odd }

  /// √a₁ and √a₂ this far apart, (√a₁ − √a₂)² is so much larger than √(a₁a₂) that the difference loses digits: ρ is
  /// then 1 − a₁₂/√(a₁a₂) as it stands, to the rounding of 1.
  private static let far = 8.0

  @inline(__always)
  private static func isFar(_ a: Double, _ b: Double, _ ratio: Double) -> Bool { a > ratio * b || b > ratio * a }

  /// Whether any column is far from the row.
  private func isFar(_ row: Int) -> Bool {
    let angle = Input(rowVariances[row]).rootAngle
    return Self.isFar(angle, smallestRootAngle, Self.far) || Self.isFar(angle, largestRootAngle, Self.far)
  }

  /// A₁A₂ − 4k², without the cancellation.
  @inline(__always)
  private static func determinant(_ q1: Double, _ q2: Double, _ separation: Double) -> Double {
    1 + 2 * (q1 + q2) + 4 * q1 * q2 * (separation * (2 - separation))
  }

  /// What one variance contributes.
  private struct Input {
    let w: Double
    /// w − 1
    let v: Double
    let inverseRootA: Double
    /// √a
    let rootAngle: Double

    init(_ q: Double) {
      w = (1 + 4 * q).squareRoot()
      v = 4 * q / (w + 1)
      inverseRootA = 1 / (1 + 2 * q).squareRoot()
      rootAngle = (2 * atan2(v, w + 1)).squareRoot()
    }
  }
}
