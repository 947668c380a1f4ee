import Glibc

/// The expansion φ(√q z) = Σ aₙ hₙ(z) in Hermite polynomials of unit norm under the standard normal weight, and that of
/// φ′(√q z) = Σ bₙ hₙ(z).
///
/// By Mehler's formula T(q₁, q₂, c) = Σ aₙ(q₁) aₙ(q₂) cⁿ (Daniely et al. 2016). For tanh, whose nearest pole in z is at
/// iπ/(2√q), aₙ² decays like exp(−π √(n/q)): 155 q terms reach 1e-17, and Ṫ needs 300 q.
struct HermiteSeries: Sendable {
  /// The longest series tried where no table says how long it is; that of tanh reaches further, to q = 64
  /// (`HermiteTable`).
  static let maximumLength = 4096

  /// aₙ/√T(q): the unit vector along φ(√q ·). Zero if T(q) = 0.
  let direction: HermiteTerms
  /// bₙ
  let derivative: HermiteTerms

  /// Nil if the series does not converge.
  init?(_ definition: some NonlinearityDefinition, variance: Double) {
    let moments = (definition.secondMoment(variance), definition.derivativeSecondMoment(variance))
    if let (a, b) = definition.hermiteCoefficients(variance),
      let series = Self(a, b, moments: moments)
    {
      self = series
      return
    }
    guard variance <= definition.largestIntegratedSeries else { return nil }
    var length = 64
    while length <= Self.maximumLength {
      let (a, b) = Self.coefficients(definition.nonlinearity, variance: variance, count: length)
      if let series = Self(a, b, moments: moments) {
        self = series
        return
      }
      // A tail like exp(−a √n) that will reach 1e-13 at 4096 terms is below 1e-4 at 512.
      let sum = a.reduce(0) { $0 + $1 * $1 }
      if length >= 512, (sum - moments.0).magnitude > 1e-3 * moments.0 { return nil }
      length *= 2
    }
    return nil
  }

  /// Nil if the terms are too few: Σ aₙ² must be E[φ²] to 1e-13 of it, Σ bₙ² E[φ′²] to 1e-12, and the last eighth of
  /// the terms must not matter.
  private init?(_ a: [Double], _ b: [Double], moments: (Double, Double)) {
    let (aSum, bSum) = (a.reduce(0) { $0 + $1 * $1 }, b.reduce(0) { $0 + $1 * $1 })
    let norm = aSum > 0 ? 1 / aSum.squareRoot() : 0
    (direction, derivative) = (HermiteTerms(a.map { norm * $0 }), HermiteTerms(b))
    let needed = max(direction.sharedCount(direction), derivative.sharedCount(derivative))
    guard (aSum - moments.0).magnitude <= 1e-13 * moments.0, (bSum - moments.1).magnitude <= 1e-12 * moments.1,
      needed <= a.count - a.count / 8
    else { return nil }
  }

  /// aₙ and bₙ for n < `count` by the trapezoid rule.
  ///
  /// The step resolves hₙ, whose phase turns by √n a unit, and the poles at iπ/(2√q). hₙ grows like e^{z²/4}, so the
  /// integrand still falls like e^{−z²/4}: it is cut at |z| = 17, e^{−72}. Nodes ±z are taken together: odd
  /// functions have even coefficients that are exactly zero.
  /// - Parameter refinement: by how much smaller the step is than it need be.
  static func coefficients(
    _ nonlinearity: Nonlinearity, variance: Double, count: Int, refinement: Double = 1
  ) -> (a: [Double], b: [Double]) {
    let deviation = variance.squareRoot()
    let step = min(0.2, 0.12 / max(deviation, 1e-3), 1.5 / Double(count).squareRoot()) / refinement
    let (up, down) = recurrence(count)
    var a = [Nodes](repeating: .zero, count: count)
    var b = a
    let nodeCount = Int(17 / step) + 1
    for first in stride(from: 0, to: nodeCount, by: Nodes.scalarCount) {
      // Lanes beyond the last node have no weight.
      var (places, start) = (Nodes.zero, Nodes.zero)
      var (even, odd) = ((Nodes.zero, Nodes.zero), (Nodes.zero, Nodes.zero))
      for lane in 0..<min(Nodes.scalarCount, nodeCount - first) {
        let z = Double(first + lane) * step
        let weight = (first + lane == 0 ? 0.5 : 1) * step * exp(-0.25 * z * z) / (2 * Double.pi).squareRoot()
        let (left, right) = (nonlinearity(-deviation * z), nonlinearity(deviation * z))
        let (leftSlope, rightSlope) = (nonlinearity.derivative(-deviation * z), nonlinearity.derivative(deviation * z))
        (places[lane], start[lane]) = (z, exp(-0.25 * z * z))
        (even.0[lane], even.1[lane]) = (weight * (right + left), weight * (rightSlope + leftSlope))
        (odd.0[lane], odd.1[lane]) = (weight * (right - left), weight * (rightSlope - leftSlope))
      }
      var (previous, current) = (Nodes.zero, start)
      for n in stride(from: 0, to: count, by: 2) {
        a[n] += even.0 * current
        b[n] += even.1 * current
        (previous, current) = (current, places * up[n] * current - down[n] * previous)
        a[n + 1] += odd.0 * current
        b[n + 1] += odd.1 * current
        (previous, current) = (current, places * up[n + 1] * current - down[n + 1] * previous)
      }
    }
    return (a.map { $0.sum() }, b.map { $0.sum() })
  }

  /// Nodes taken together, so that their recurrences hide one another's latency.
  private typealias Nodes = SIMD8<Double>

  /// hₙ₊₁ = z hₙ/√(n+1) − √(n/(n+1)) hₙ₋₁
  private static func recurrence(_ count: Int) -> (up: [Double], down: [Double]) {
    let up = (0..<count).map { 1 / Double($0 + 1).squareRoot() }
    let down = (0..<count).map { (Double($0) / Double($0 + 1)).squareRoot() }
    return (up, down)
  }
}
