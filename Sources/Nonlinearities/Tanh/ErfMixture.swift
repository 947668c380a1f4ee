import Glibc

/// The hyperbolic tangent as a mixture of error functions,
///
///     tanh x = Σ wⱼ erf(sⱼ x),   s = 1/(√2 κ),   w = h κ f(κ),   κ = e^{hi},
///
/// the trapezoid rule in log κ of tanh x = E[erf(x/(√2 κ))] with κ of Kolmogorov's distribution, whose density is f:
/// the logistic distribution is a scale mixture of normal ones (Andrews & Mallows 1974; Stefanski 1991). The integrand
/// is analytic for |arg κ| < π/4, so the rule errs by e^{−π²/(2h)}: 3e-20 at h = 0.11, and the nodes that are left out
/// weigh less than 1e-18 together.
///
/// All weights are positive: the duals of tanh are then sums of those of erf in which nothing cancels, at any variance.
struct ErfMixture: Sendable {
  /// sⱼ² and wⱼ.
  let squareScales: [Double]
  let weights: [Double]
  /// wⱼ sⱼ
  let slopes: [Double]

  static let tanh = ErfMixture()

  private init() {
    let step = 0.11
    let nodes = (-18...15).map { exp(step * Double($0)) }
    squareScales = nodes.map { 0.5 / ($0 * $0) }
    let raw = nodes.map { step * $0 * Self.density($0) }
    // Σ wⱼ = tanh ∞.
    let sum = raw.sorted().reduce(0, +)
    weights = raw.map { $0 / sum }
    slopes = zip(weights, squareScales).map { $0 * $1.squareRoot() }
  }

  /// f(κ), by the one of its two series that converges at once.
  private static func density(_ k: Double) -> Double {
    if k > 0.9 {
      return (1...8).reduce(0) { sum, j in
        let square = Double(j * j)
        return sum + (j % 2 == 1 ? 8 : -8) * k * square * exp(-2 * square * k * k)
      }
    }
    let sum = (1...8).reduce(0.0) { sum, j in
      let a = Double((2 * j - 1) * (2 * j - 1)) * Double.pi * Double.pi / 8
      return sum + exp(-a / (k * k)) * (2 * a / (k * k) - 1) / (k * k)
    }
    return (2 * Double.pi).squareRoot() * sum
  }
}
