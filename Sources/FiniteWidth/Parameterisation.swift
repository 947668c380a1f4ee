/// What counts as a parameter of a dense layer z = h W + b, and with it in which direction a gradient points.
///
/// At initialisation both give the same distribution of functions. Networks here hold the effective W and b in either
/// case; a parameterisation adds the factors that its parameters bring to the tangent kernel and to gradient descent.
public enum Parameterisation: String, Sendable, Hashable, CaseIterable {
  /// W ~ N(0, σ_w² / fan-in) and b ~ N(0, σ_b²) are the parameters themselves.
  case standard

  /// W = σ_w / √fan-in · ω and b = σ_b · β with parameters ω, β ~ N(0, 1) (Jacot et al. 2018).
  case neuralTangent

  /// (∂W/∂ω)²; 0 for a layer that is not trained, a/fan-in of one with learning rates of its own, in either
  /// parameterisation.
  func weightMetric(of layer: DenseShape) -> Double {
    switch (layer.learning, self) {
    case (.none, _): 0
    case (.rates(let weights, _), _): weights / Double(layer.fanIn)
    case (.ntk, .standard): 1
    case (.ntk, .neuralTangent): layer.weightVariance / Double(layer.fanIn)
    }
  }

  /// (∂b/∂β)²; b of a layer with learning rates of its own. Another with σ_b² = 0 has no bias to train in either
  /// parameterisation.
  func biasMetric(of layer: DenseShape) -> Double {
    switch (layer.learning, self) {
    case (.none, _): 0
    case (.rates(_, let biases), _): biases
    case (.ntk, .standard): layer.biasVariance > 0 ? 1 : 0
    case (.ntk, .neuralTangent): layer.biasVariance
    }
  }
}
