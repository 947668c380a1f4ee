import LinearAlgebra
import Results

/// Functions on a line that are drawn one by one: f₀ + A (Y − ε − f₀(X)) with f₀ of the prior.
enum FunctionEnsemble: String, AxisValue, CaseIterable {
  /// A = 0: networks before training.
  case networks
  /// A = 0: the process with covariance K.
  case prior
  /// A = K(x, X) K⁻¹: the process given data without noise.
  case posterior
  /// A = K(x, X) (K + σ² I)⁻¹ and ε ~ N(0, σ² I): the process given data with noise.
  case noisyPosterior = "noisy_posterior"
  /// A = Θ(x, X) Θ⁻¹ (1 − (1 − ηΘ)^s): networks after training.
  case trained
  /// A = Θ(x, X) (Θ + σ² I)⁻¹: networks trained with weight decay σ² towards their first weights.
  case decayed

  /// Whether single functions are networks, and not drawn from the limit's distribution.
  var isOfNetworks: Bool { self == .networks || isTrained }
  var isTrained: Bool { self == .trained || self == .decayed }
  /// Whether data have noise.
  var hasNoise: Bool { self == .noisyPosterior || self == .decayed }

  var title: String {
    switch self {
    case .networks: "networks at initialisation"
    case .prior: "prior, and values with noise"
    case .posterior: "posterior, data without noise"
    case .noisyPosterior: "posterior, data with noise"
    case .trained: "trained networks"
    case .decayed: "trained networks with weight decay"
    }
  }

  /// The title where it stands in a sentence.
  var name: String {
    switch self {
    case .networks, .prior: "prior"
    case .posterior: "posterior"
    case .noisyPosterior: "posterior with noise"
    case .trained: "ensemble of trained networks"
    case .decayed: "ensemble of networks trained with weight decay"
    }
  }
}
