import Foundation
import Results

/// What the weights behind a wide layer are drawn from; those before the first layer are normal.
enum WeightPrior: String, AxisValue, Codable, CaseIterable {
  case normal
  /// Density e^{−√2|w|}/√2, of variance 1 and fourth moment 6.
  case laplace
  /// Normal weights times a scale √s that all weights of the last layer share, 1/s ~ Gamma(ν/2, ν/2).
  case scaleMixture = "scale_mixture"
  /// Symmetric α-stable, of characteristic function e^{−|t|^α}: no variance.
  case stable

  var title: String {
    switch self {
    case .normal: "normal"
    case .laplace: "Laplace"
    case .scaleMixture: "scale mixture"
    case .stable: "α-stable"
    }
  }

  /// The outputs' law at infinite width, in units in which its scale is 1.
  func limit(_ settings: Priors.Settings) -> OutputLaw {
    switch self {
    case .normal, .laplace: .normal
    case .scaleMixture: .student(degreesOfFreedom: settings.degreesOfFreedom)
    case .stable: .stable(StableLaw(index: settings.stableIndex))
    }
  }

  /// α: weights are divided by n^{1/α}.
  func index(_ settings: Priors.Settings) -> Double { self == .stable ? settings.stableIndex : 2 }

  /// E[w⁴] of a weight of variance 1, where it has one and weights are independent given the scale.
  private var fourthMoment: Double { self == .laplace ? 6 : 3 }

  /// E[(u − 1)²] at width n, exactly; u = c Σ |w_i φ_i|^α/n as in `Priors`, of expectation 1.
  ///
  /// *Derivation.* φ = max(0, ·) of symmetric preactivations halves even moments. With E h² = 1, p = E h_i⁴ and
  /// q = E h_i² h_k² of two units of a layer, weights of variance 2/n and fourth moment 4μ/n² give the next layer
  ///
  ///     p′ = (2μ p + 3 (n − 1) q)/n,     q′ = (2p + (n − 1) q)/n,     p = 3 and q = 1 in the first,
  ///
  /// and of outputs E u² = p/3. For stable weights E |φ|^{2α}/(n (E |φ|^α)²) − 1/n with one layer.
  func fluctuation(depth: Int, width n: Int, _ settings: Priors.Settings) -> Double {
    let n = Double(n)
    if self == .stable {
      let alpha = settings.stableIndex
      let mean = Self.featureMoment(alpha)
      return (Self.featureMoment(2 * alpha) / (mean * mean) - 1) / n
    }
    var (p, q) = (3.0, 1.0)
    for _ in 0..<depth { (p, q) = ((2 * fourthMoment * p + 3 * (n - 1) * q) / n, (2 * p + (n - 1) * q) / n) }
    return p / 3 - 1
  }

  /// E max(0, g)^s of a standard normal g: 2^{s/2} Γ((s + 1)/2)/(2 √π).
  static func featureMoment(_ s: Double) -> Double {
    pow(2, s / 2) * tgamma((s + 1) / 2) / (2 * Double.pi.squareRoot())
  }
}
