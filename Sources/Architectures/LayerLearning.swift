/// How fast the parameters of a layer with weights learn.
///
/// Under gradient flow where an entry of W learns at the rate a/fan-in and an entry of b at the rate b, the layer gains
///
///     Θ′ = a K_in + b + σ_w² Θ
///
/// with K_in the covariance of its inputs, x·x′/d at the first layer; for a convolution both K_in and Θ are averaged
/// over the filter, a position outside the image counting 0. Rates by layer are those of Lee et al. 2019 ("Wide neural
/// networks of any depth evolve as linear models", Appendix F) and Yang & Hu 2021 (abc-parameterisations); a = fan-in
/// and b = 1 are gradient descent on W and b themselves at that fan-in, the improved standard parameterisation of
/// Sohl-Dickstein et al. 2020 ("On the infinite width limit of neural networks with a standard parameterization"). K
/// knows nothing of rates.
public enum LayerLearning: Sendable, Hashable {
  /// a = σ_w² and b = σ_b², the NTK parameterisation, so that Θ′ = K′ + σ_w² Θ.
  case ntk
  /// The layer keeps its initial weights: a = b = 0.
  case none
  /// a and b.
  case rates(weights: Double, biases: Double)

  public init(isTrained: Bool) { self = isTrained ? .ntk : .none }

  /// Whether any parameter learns.
  public var learns: Bool {
    switch self {
    case .ntk: true
    case .none: false
    case .rates(let weights, let biases): weights > 0 || biases > 0
    }
  }

  /// a and b of a layer of these variances.
  public func rates(weightVariance: Double, biasVariance: Double) -> (weights: Double, biases: Double) {
    switch self {
    case .ntk: (weightVariance, biasVariance)
    case .none: (0, 0)
    case .rates(let weights, let biases): (weights, biases)
    }
  }
}

extension LayerLearning: ExpressibleByBooleanLiteral {
  /// `trainable: true` is `.ntk`, `trainable: false` is `.none`.
  public init(booleanLiteral isTrained: Bool) { self.init(isTrained: isTrained) }
}
