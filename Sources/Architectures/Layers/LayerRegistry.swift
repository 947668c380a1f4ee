/// The layers that architecture files know, in the order in which messages list them.
enum LayerRegistry {
  static let all: [any LayerDefinition.Type] = [
    Dense.self, Convolution.self, Activation.self, Flatten.self, GlobalAveragePooling.self, AveragePooling.self,
    LayerNorm.self, Dropout.self, Residual.self, Parallel.self, Repetition.self, Identity.self, SelfAttention.self,
  ]

  static func definition(named key: String) -> (any LayerDefinition.Type)? { all.first { $0.key == key } }
}

extension Layer {
  var definition: any LayerDefinition {
    switch self {
    case .dense(let dense): dense
    case .convolution(let convolution): convolution
    case .activation(let nonlinearity): Activation(nonlinearity)
    case .flatten: Flatten()
    case .globalAveragePooling(let sum): GlobalAveragePooling(sum: sum)
    case .averagePooling(let pooling): pooling
    case .layerNorm: LayerNorm()
    case .dropout(let keepProbability): Dropout(keepProbability: keepProbability)
    case .residual(let branch): Residual(branch: branch)
    case .parallel(let branches, let join): Parallel(branches: branches, join: join)
    case .repeated(let count, let layers): Repetition(count: count, layers: layers)
    case .identity: Identity()
    case .selfAttention(let attention): attention
    }
  }
}
