import CElementary
import Glibc

/// The duals of x Φ(x) (Tsuchida et al. 2021). With s = √(q₁q₂), k = cs, b = (1 + q₁)(1 + q₂), M = s/√b,
/// P = √(1 − c²M²), N = P at c = 1, αc = arcsin(cM) and δ = α₁ − αc,
///
///     T(q₁, q₂, 1) = s/4 + [sMN + M²/(N√b) + s α₁]/(2π),
///     T(1) − T(c) = sε/4 + {(P − N)/√b · (1 + 1/(PN)) + s [ε (αc + MN) + (δ − sin δ)]}/(2π),
///     Ṫ = ¼ + [αc + cM/P · (1/P² + 2 + q₁ + q₂)/b]/(2π).
///
/// Every term of the difference is positive for c ≥ 0, so equal variances keep relative precision: 16 ulp for ρ.
/// Unequal variances add 1 − T(q₁, q₂, 1)/√(T(q₁)T(q₂)), whose absolute error is 1e-15; where they differ by less than
/// 1e-4 of themselves it is κ log²(q₁/q₂) with a relative error of 1e-8. Ṫ: an absolute error of 4e-16.
struct GeluDual: DualMap {
  let rowSecondMoments: [Double]
  let columnSecondMoments: [Double]
  private let rowVariances: [Double]
  private let table: ColumnTable

  init(rowVariances: [Double], columnVariances: [Double]) {
    self.rowVariances = rowVariances.map(Nonlinearity.withoutUnderflow)
    rowSecondMoments = rowVariances.map(Nonlinearity.gelu.secondMoment)
    columnSecondMoments = columnVariances.map(Nonlinearity.gelu.secondMoment)
    table = ColumnTable(
      columnVariances.map(Nonlinearity.withoutUnderflow), secondMoments: columnSecondMoments,
      quantities: [
        { $0 }, { $0.squareRoot() }, { 1 / (1 + $0).squareRoot() },
        { 1 / Nonlinearity.gelu.secondMoment($0).squareRoot() }, Self.radialCurvature,
      ])
  }

  func map(
    row: Int, columns: Range<Int>, separations: UnsafeMutablePointer<Double>,
    derivatives: UnsafeMutablePointer<Double>?
  ) {
    let q1 = rowVariances[row]
    let (root1, inverseRootB1, curvature1) = (q1.squareRoot(), 1 / (1 + q1).squareRoot(), Self.radialCurvature(q1))
    let inverseMoment1 = 1 / Nonlinearity.gelu.secondMoment(q1).squareRoot()
    table.withPointer(to: columns.lowerBound) { variances in
      let stride = table.count
      let (roots, inverseRootBs) = (variances + stride, variances + 2 * stride)
      let (inverseMoments, curvatures) = (variances + 3 * stride, variances + 4 * stride)
      if let derivatives {
        for k in 0..<columns.count {
          let pair = Pair(q1, variances[k], root1 * roots[k], inverseRootB1 * inverseRootBs[k], separations[k])
          derivatives[k] = pair.derivative
        }
      }
      for k in 0..<columns.count {
        let q2 = variances[k]
        let pair = Pair(q1, q2, root1 * roots[k], inverseRootB1 * inverseRootBs[k], separations[k])
        let inverse = inverseMoment1 * inverseMoments[k]
        let logRatio = 2 * (q1 - q2) / (q1 + q2)
        let near = 0.5 * (curvature1 + curvatures[k]) * logRatio * logRatio
        let radial = logRatio.magnitude < 1e-4 ? near : 1 - pair.maximum * inverse
        separations[k] = pair.difference * inverse + radial
      }
    }
    if q1 == 0 { separations.update(repeating: 0, count: columns.count) }
    table.clearZeroColumns(in: columns, separations)
  }

  /// x Φ(x) = x/2 and an even function.
  func reflection(row: Int, column: Int) -> DualReflection? {
    guard rowSecondMoments[row] > 0, columnSecondMoments[column] > 0 else { return nil }
    // Of the variances that were kept, which do not underflow.
    let ratios = [rowVariances[row], table.first(column)].map { $0 / Nonlinearity.gelu.secondMoment($0) }
    return .oddPart(share: 0.25 * (ratios[0] * ratios[1]).squareRoot(), slope: 0.25)
  }

  /// One pair of inputs, in the notation above.
  private struct Pair {
    let s, separation, inverseRootB, m, n, p, angle1, angle, excess, sum: Double

    @inline(__always)
    init(_ q1: Double, _ q2: Double, _ s: Double, _ inverseRootB: Double, _ separation: Double) {
      (self.s, self.inverseRootB, self.separation, sum) = (s, inverseRootB, separation, q1 + q2)
      m = s * inverseRootB
      n = inverseRootB * elementary_sqrt(1 + sum)
      p = inverseRootB * elementary_sqrt(1 + sum + s * s * (separation * (2 - separation)))
      angle1 = ArcSine.angle(sine: m, cosine: n)
      let sine = m * (m * m * separation * (2 - separation) / (p + n) + n * separation)
      let cosine = p * n + (1 - separation) * m * m
      let half = ArcSine.halfSine(sine: sine, cosine: cosine)
      let z = half * half
      let tail = z * ArcSine.excess(z)
      let folded = 2 * (half + half * tail)
      angle = angle1 - (cosine >= 0 ? folded : .pi - folded)
      let near = 2 * half * (z / (1 + elementary_sqrt(1 - z)) + tail)
      excess = cosine >= 0 ? near : .pi - folded - sine
    }

    /// T(q₁, q₂, 1) − T(q₁, q₂, c)
    @inline(__always)
    var difference: Double {
      let gap = m * m * separation * (2 - separation) / (p + n)
      let rational = gap * inverseRootB * (1 + 1 / (p * n))
      return 0.25 * s * separation
        + (rational + s * (separation * (angle + m * n) + excess)) * (0.5 / Double.pi)
    }

    /// T(q₁, q₂, 1)
    @inline(__always)
    var maximum: Double {
      0.25 * s + (s * m * n + m * m * inverseRootB / n + s * angle1) * (0.5 / Double.pi)
    }

    @inline(__always)
    var derivative: Double {
      let rational = (1 - separation) * m / p * (1 / (p * p) + 2 + sum) * inverseRootB * inverseRootB
      return 0.25 + (angle + rational) * (0.5 / Double.pi)
    }
  }

  /// κ(q) with 1 − T(q₁, q₂, 1)/√(T(q₁)T(q₂)) = κ log²(q₁/q₂) + O(log⁴): half the squared norm of the part of
  /// ψ = ½ x φ′(x) that is orthogonal to φ, over that of φ, for x of variance q.
  private static func radialCurvature(_ q: Double) -> Double {
    if q == 0 { return 0 }
    let moment = Nonlinearity.gelu.secondMoment(q)
    let r = q / (1 + q)
    let root2π = (2 * Double.pi).squareRoot()
    // E[x³ Φ ϕ] and E[x⁴ ϕ²]: the densities multiply to a normal of variance q/(1 + q), then Stein's lemma.
    let densityMean = 1 / (root2π * (1 + r).squareRoot())
    let cubic = r * densityMean * (2 * r + r / (1 + r)) / (root2π * (1 + q).squareRoot())
    let narrow = q / (1 + 2 * q)
    let quartic = 3 * narrow * narrow / (2 * Double.pi * (1 + 2 * q).squareRoot())
    // E[x φ φ′] = E[x²Φ² + x³Φϕ].
    let square = 0.25 * (moment + 2 * cubic + quartic)
    let product = 0.5 * (moment + cubic)
    return 0.5 * (square / moment - product * product / (moment * moment))
  }
}
