/// The names of layers in architecture files.
enum LayerKey: String, CaseIterable {
  case dense, convolution, activation, flatten, globalAveragePooling, averagePooling, layerNorm, dropout, residual
  case parallel, `repeat`

  /// The keys of the layer's settings.
  var settings: [String] {
    switch self {
    case .dense: ["weightVariance", "biasVariance", "trainable", "learningRates"]
    case .convolution: ["kernelSize", "padding", "weightVariance", "biasVariance", "trainable", "learningRates"]
    case .averagePooling: ["window", "sum"]
    case .globalAveragePooling: ["sum"]
    case .dropout: ["keepProbability"]
    case .residual: ["layers"]
    case .parallel: ["branches", "join", "widths"]
    case .repeat: ["count", "layers"]
    case .activation, .flatten, .layerNorm: []
    }
  }
}
