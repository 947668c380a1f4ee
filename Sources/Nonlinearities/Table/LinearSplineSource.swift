import Glibc

/// A linear spline: Hermite coefficients in closed form, `LinearSplinePair` where the series is long.
///
/// φ″ is a sum of delta functions, so with d = √q, kinks c at t and τ = t/d
///
///     bₙ = E[φ′(d z) hₙ(z)] = Σ c ϕ(τ) hₙ₋₁(τ)/√n,    aₙ = d bₙ₋₁/√n,
///
/// with b₀ and a₀ the means of φ′ and φ. They fall like n^{−3/4} and n^{−5/4}: only cⁿ ends a series.
struct LinearSplineSource: MehlerSource {
  let spline: LinearSpline
  private let parity: Parity?

  init(_ spline: LinearSpline) { (self.spline, parity) = (spline, spline.parity) }

  var parts: [MehlerPart] {
    switch parity {
    case .odd: [.odd]
    case .even: [.even]
    case nil: [.odd, .even]
    }
  }
  /// 512 terms of each parity, enough up to |c| = 0.96: more cost more to prepare than they save.
  var levelCount: Int { 10 }
  var reflection: DualReflection? {
    switch parity {
    case .odd: .odd
    case .even: .even
    case nil: nil
    }
  }
  func kept(_ variance: Double) -> Double { variance > 0 ? max(variance, 1e-240) : variance }
  func secondMoment(_ variance: Double) -> Double { spline.secondMoment(variance: variance) }
  func level(of variance: Double) -> Int { MehlerLevel.none }

  /// - Complexity: 2 `count` steps of a recurrence for each eight kinks.
  func write(
    _ part: MehlerPart, variance: Double, scale: Double, count: Int, stride: Int, toA a: UnsafeMutablePointer<Double>,
    b: UnsafeMutablePointer<Double>
  ) {
    let deviation = LinearSpline.deviation(variance)
    let unit = spline.stretched(by: deviation)
    let sums = Self.kinkSums(unit, count: 2 * count)
    // Of φ(d z), whose slope is d φ′.
    func slope(_ n: Int) -> Double { n == 0 ? unit.meanSlope : sums[n - 1] / Double(n).squareRoot() }
    for m in 0..<count {
      let (n, slopeIndex) = part == .odd ? (2 * m + 1, 2 * m) : (2 * m, 2 * m + 1)
      a[m * stride] = scale * (n == 0 ? unit.mean : slope(n - 1) / Double(n).squareRoot())
      b[m * stride] = slope(slopeIndex) / deviation
    }
  }

  /// Σ c ϕ(τ) hₙ(τ) for n < `count`, eight kinks at a time.
  private static func kinkSums(_ unit: LinearSpline, count: Int) -> [Double] {
    typealias Eight = SIMD8<Double>
    let groups = (unit.knots.count + 7) / 8
    var (places, current, previous) = (
      [Eight](repeating: .zero, count: groups), [Eight](repeating: .zero, count: groups),
      [Eight](repeating: .zero, count: groups)
    )
    for (k, (place, kink)) in zip(unit.knots, unit.kinks).enumerated() where place.magnitude < 37 {
      (places[k / 8][k % 8], current[k / 8][k % 8]) = (place, kink * NormalCell.density(place))
    }
    var sums = [Double](repeating: 0, count: count)
    for n in 0..<count {
      var sum = Eight.zero
      let (up, down) = (1 / Double(n + 1).squareRoot(), (Double(n) / Double(n + 1)).squareRoot())
      for group in 0..<groups {
        sum += current[group]
        let next = places[group] * up * current[group] - down * previous[group]
        (previous[group], current[group]) = (current[group], next)
      }
      sums[n] = sum.sum()
    }
    return sums
  }

  func pair(
    _ q1: Double, _ q2: Double, moments: (Double, Double), separation: Double
  ) -> (separation: Double, derivative: Double) {
    // φ(v) = φ⁻(−v): nearly opposite inputs are nearly coinciding ones of φ and its mirror image.
    let isOpposite = separation > 1
    let deviations = (LinearSpline.deviation(q1), LinearSpline.deviation(q2))
    let first = spline.stretched(by: deviations.0)
    let second = (isOpposite ? spline.reflected : spline).stretched(by: deviations.1)
    let (gap, slope) = LinearSplinePair(first, second).duals(separation: isOpposite ? 2 - separation : separation)
    let derivative = (isOpposite ? -slope : slope) / deviations.0 / deviations.1
    if moments.0 == 0 || moments.1 == 0 { return (0, derivative) }
    let scales = (1 / moments.0.squareRoot(), 1 / moments.1.squareRoot())
    let isSame = q1 == q2 && !isOpposite
    let radial = isSame ? 0 : 0.5 * first.combined(scales.0, with: second, -scales.1).secondMoment
    return (radial + gap * scales.0 * scales.1, derivative)
  }
}

extension LinearSpline {
  /// √q; of variance 0 one at which all kinks but one at 0 are out of reach.
  static func deviation(_ variance: Double) -> Double { max(variance.squareRoot(), 1e-145) }

  /// E[φ(√q z)²]
  func secondMoment(variance: Double) -> Double {
    if variance == 0 { return self(0) * self(0) }
    return stretched(by: Self.deviation(variance)).secondMoment
  }
}
