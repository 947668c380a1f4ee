import CElementary
import LinearAlgebra

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
      Self.forEachEight(separations, derivatives, columns.count, readsSecond: false) { [duals] in duals.both(&$0, &$1) }
    } else {
      Self.forEachEight(separations, nil, columns.count, readsSecond: false) { [duals] separation, _ in
        separation = duals.separation(separation)
      }
    }
    setZeros(row, columns, separations)
  }

  func advance(
    row: Int, columns: Range<Int>, separations: UnsafeMutablePointer<Double>, tangents: UnsafeMutablePointer<Double>?,
    derivatives: UnsafeMutablePointer<Double>
  ) {
    Self.forEachEight(separations, tangents, columns.count, readsSecond: true) { [duals] separation, tangent in
      var derivative = Lanes()
      duals.both(&separation, &derivative)
      separation = elementary_max_lanes(separation, Lanes())
      tangent *= derivative
    }
    setZeros(row, columns, separations)
  }

  private func setZeros(_ row: Int, _ columns: Range<Int>, _ separations: UnsafeMutablePointer<Double>) {
    if rowSecondMoments[row] == 0 { separations.update(repeating: 0, count: columns.count) }
    for column in zeroColumns where columns.contains(column) { separations[column - columns.lowerBound] = 0 }
  }

  func reflection(row: Int, column: Int) -> DualReflection? {
    if slopes.kink == 0 { return .odd }
    if slopes.linear == 0 { return .even }
    let slope = slopes.linear * slopes.linear
    return .oddPart(share: slope / slopes.secondMoment, slope: slope)
  }

  /// Calls `body` with eight pairs after another; behind the last one with whatever numbers.
  @inline(__always)
  private static func forEachEight(
    _ first: UnsafeMutablePointer<Double>, _ second: UnsafeMutablePointer<Double>?, _ count: Int, readsSecond: Bool,
    _ body: (inout Lanes, inout Lanes) -> Void
  ) {
    let whole = count / Lanes.scalarCount * Lanes.scalarCount
    var k = 0
    while k < whole {
      var (one, two) = (first.lanes(k), Lanes())
      if readsSecond, let second { two = second.lanes(k) }
      body(&one, &two)
      first.store(one, k)
      second?.store(two, k)
      k += Lanes.scalarCount
    }
    guard whole < count else { return }
    var (one, two) = (Lanes(), Lanes())
    for k in whole..<count {
      one[k - whole] = first[k]
      if readsSecond, let second { two[k - whole] = second[k] }
    }
    body(&one, &two)
    for k in whole..<count {
      first[k] = one[k - whole]
      second?[k] = two[k - whole]
    }
  }

  private var duals: Duals { Duals(slopes) }

  /// The duals of eight pairs at a time.
  private struct Duals {
    /// The weights of ε and of 2z − 2h/π in ρ; the second includes the 2.
    private let linear, kink: Double
    /// Ṫ at ε = 0 and at ε = 2, and its slope in the half angle.
    private let near, far, perAngle: Double

    init(_ slopes: Slopes) {
      let (a², b²) = (slopes.linear * slopes.linear, slopes.kink * slopes.kink)
      (linear, kink) = (a² / slopes.secondMoment, 2 * b² / slopes.secondMoment)
      (near, far, perAngle) = (a² + b², a² - b², 4 * b² / Double.pi)
    }

    @inline(__always)
    func separation(_ separation: Lanes) -> Lanes {
      let z = folded(separation)
      return self.separation(separation, z, elementary_sqrt_lanes(z))
    }

    /// Replaces ε by ρ, and the second by Ṫ.
    @inline(__always)
    func both(_ separation: inout Lanes, _ derivative: inout Lanes) {
      let z = folded(separation)
      let root = elementary_sqrt_lanes(z)
      let halfAngle = elementary_multiply_add_lanes(root * z, ArcSine.excess(z), root)
      let slope = elementary_choose_lanes(separation, 1, perAngle, -perAngle)
      derivative = elementary_multiply_add_lanes(slope, halfAngle, elementary_choose_lanes(separation, 1, far, near))
      separation = self.separation(separation, z, root)
    }

    @inline(__always)
    private func separation(_ separation: Lanes, _ z: Lanes, _ root: Lanes) -> Lanes {
      let rest = elementary_multiply_add_lanes(z * root * ArcSine.segment(z), Lanes(repeating: -2 / Double.pi), z)
      return elementary_multiply_add_lanes(rest, Lanes(repeating: kink), separation * linear)
    }

    /// z = min(x, 1 − x) with x = ε/2, kept in [0, ½] should rounding have pushed ε out of [0, 2].
    @inline(__always)
    private func folded(_ separation: Lanes) -> Lanes {
      elementary_max_lanes(Lanes(), 0.5 * elementary_min_lanes(separation, 2 - separation))
    }
  }
}
