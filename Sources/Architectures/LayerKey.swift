/// The names of layers in architecture files.
enum LayerKey: String, CaseIterable {
  case dense, convolution, activation, flatten, globalAveragePooling, averagePooling, layerNorm, dropout, residual
  case `repeat`

  /// The keys of the layer's settings.
  var settings: [String] {
    switch self {
    case .dense: ["weightVariance", "biasVariance", "trainable"]
    case .convolution: ["kernelSize", "padding", "weightVariance", "biasVariance", "trainable"]
    case .averagePooling: ["window"]
    case .dropout: ["keepProbability"]
    case .residual: ["layers"]
    case .repeat: ["count", "layers"]
    case .activation, .flatten, .globalAveragePooling, .layerNorm: []
    }
  }
}

/// The names of nonlinearities in architecture files.
enum NonlinearityKey: String, CaseIterable {
  case relu, leakyRelu, abs, erf, gelu, sin, cos, identity, tanh
}
