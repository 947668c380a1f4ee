import CElementary

/// The duals of functions that are linear on both sides of 0: ReLU, leaky ReLU, |x| and x itself.
///
/// φ(x) = a x + b |x| has, with s = √(q₁ q₂) and θ = arccos c (Cho & Saul 2009, degree 1; Lee et al. 2018, Eq. 11),
///
///     T = s [a² c + b² (2/π)(sin θ + (π/2 − θ) cos θ)],    Ṫ = a² + b² (1 − 2θ/π),    T(q) = (a² + b²) q.
///
/// In x = ε/2 = sin²(θ/2) and z = min(x, 1 − x), with α = 2 arcsin √z (θ or π − θ) and h = sin α − α cos α ≥ 0,
///
///     ρ = [a² ε + b² (2z − 2h/π)] / (a² + b²),
///
/// where nothing cancels but a factor of at most 3: the promised bounds are 4 ulp for ρ and 3 ulp for Ṫ of
/// non-negative slopes. Where Ṫ passes through zero (`abs`, c = 0), its error is that of a² + b². Variances drop out.
struct PiecewiseLinearDual: DualMap {
  /// The slopes of φ left and right of 0.
  struct Slopes: Sendable, Hashable {
    let left: Double
    let right: Double

    /// φ(x) = linear·x + kink·|x|
    var linear: Double { (right + left) / 2 }
    var kink: Double { (right - left) / 2 }
    /// E[φ(z)²] of a standard normal z, which is also E[φ′(z)²].
    var secondMoment: Double { linear * linear + kink * kink }
  }

  let rowSecondMoments: [Double]
  let columnSecondMoments: [Double]
  private let slopes: Slopes
  /// Columns whose second moment is zero, in ascending order.
  private let zeroColumns: [Int]

  init(_ slopes: Slopes, rowVariances: [Double], columnVariances: [Double]) {
    self.slopes = slopes
    rowSecondMoments = rowVariances.map { slopes.secondMoment * $0 }
    columnSecondMoments = columnVariances.map { slopes.secondMoment * $0 }
    zeroColumns = columnSecondMoments.indices.filter { [columnSecondMoments] in columnSecondMoments[$0] == 0 }
  }

  func map(
    row: Int, columns: Range<Int>, separations: UnsafeMutablePointer<Double>,
    derivatives: UnsafeMutablePointer<Double>?
  ) {
    if let derivatives {
      mapBoth(separations, derivatives, columns.count)
    } else {
      mapSeparations(separations, columns.count)
    }
    if rowSecondMoments[row] == 0 { separations.update(repeating: 0, count: columns.count) }
    for column in zeroColumns where columns.contains(column) { separations[column - columns.lowerBound] = 0 }
  }

  func reflection(row: Int, column: Int) -> DualReflection? {
    if slopes.kink == 0 { return .odd }
    if slopes.linear == 0 { return .even }
    let slope = slopes.linear * slopes.linear
    return .oddPart(share: slope / slopes.secondMoment, slope: slope)
  }

  private func mapSeparations(_ separations: UnsafeMutablePointer<Double>, _ count: Int) {
    let (linear, kink) = weights
    for k in 0..<count {
      let separation = separations[k]
      let z = Self.folded(separation)
      let segment = z * elementary_sqrt(z) * ArcSine.segment(z)
      separations[k] = linear * separation + kink * elementary_multiply_add(-2 / Double.pi, segment, z)
    }
  }

  private func mapBoth(
    _ separations: UnsafeMutablePointer<Double>, _ derivatives: UnsafeMutablePointer<Double>, _ count: Int
  ) {
    let (linear, kink) = weights
    let (a², b²) = (slopes.linear * slopes.linear, slopes.kink * slopes.kink)
    let (near, far, perAngle) = (a² + b², a² - b², 4 * b² / Double.pi)
    for k in 0..<count {
      let separation = separations[k]
      let z = Self.folded(separation)
      let root = elementary_sqrt(z)
      let segment = z * root * ArcSine.segment(z)
      separations[k] = linear * separation + kink * elementary_multiply_add(-2 / Double.pi, segment, z)
      let halfAngle = elementary_multiply_add(root * z, ArcSine.excess(z), root)
      let isNear = separation <= 1
      derivatives[k] = elementary_multiply_add(isNear ? -perAngle : perAngle, halfAngle, isNear ? near : far)
    }
  }

  /// The weights of ε and of 2z − 2h/π in ρ; the second includes the 2.
  private var weights: (linear: Double, kink: Double) {
    (slopes.linear * slopes.linear / slopes.secondMoment, 2 * slopes.kink * slopes.kink / slopes.secondMoment)
  }

  /// z = min(x, 1 − x) with x = ε/2, kept in [0, ½] should rounding have pushed ε out of [0, 2].
  @inline(__always)
  private static func folded(_ separation: Double) -> Double {
    elementary_max(0, 0.5 * elementary_min(separation, 2 - separation))
  }
}
