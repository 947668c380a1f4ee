import Nonlinearities

/// What may stand in the braces of an `Architecture`: a word of the builder that stands for one layer.
public protocol ArchitecturePart {
  var layer: Layer { get }
}

/// `Layer.dense`.
public struct Dense: ArchitecturePart {
  public let layer: Layer
  public init(weightVariance: Double, biasVariance: Double = 0, trainable: Bool = true) {
    layer = .dense(weightVariance: weightVariance, biasVariance: biasVariance, trainable: trainable)
  }
}

/// `Layer.convolution`.
public struct Convolution: ArchitecturePart {
  public let layer: Layer
  public init(
    kernelSize: Int, padding: Padding = .zero, weightVariance: Double, biasVariance: Double = 0, trainable: Bool = true
  ) {
    layer = .convolution(
      kernelSize: kernelSize, padding: padding, weightVariance: weightVariance, biasVariance: biasVariance,
      trainable: trainable)
  }
}

/// `Layer.activation` of any nonlinearity.
public struct Activation: ArchitecturePart {
  public let layer: Layer
  public init(_ nonlinearity: Nonlinearity) { layer = .activation(nonlinearity) }
}

/// max(0, x).
public struct ReLU: ArchitecturePart {
  public let layer = Layer.activation(.relu)
  public init() {}
}

/// The error function.
public struct Erf: ArchitecturePart {
  public let layer = Layer.activation(.erf)
  public init() {}
}

/// The hyperbolic tangent.
public struct Tanh: ArchitecturePart {
  public let layer = Layer.activation(.tanh)
  public init() {}
}

/// `Layer.flatten`.
public struct Flatten: ArchitecturePart {
  public let layer = Layer.flatten
  public init() {}
}

/// `Layer.globalAveragePooling`.
public struct GlobalAveragePooling: ArchitecturePart {
  public let layer = Layer.globalAveragePooling
  public init() {}
}

/// `Layer.averagePooling`.
public struct AveragePooling: ArchitecturePart {
  public let layer: Layer
  public init(window: Int) { layer = .averagePooling(window: window) }
}

/// `Layer.layerNorm`.
public struct LayerNorm: ArchitecturePart {
  public let layer = Layer.layerNorm
  public init() {}
}

/// `Layer.dropout`.
public struct Dropout: ArchitecturePart {
  public let layer: Layer
  public init(keepProbability: Double) { layer = .dropout(keepProbability: keepProbability) }
}

/// The input plus a branch, `Layer.residual`.
public struct Residual: ArchitecturePart {
  public let layer: Layer
  public init(@ArchitectureBuilder _ branch: () -> [Layer]) { layer = .residual(branch()) }
}

/// Layers several times in a row, `Layer.repeated`.
public struct Repeat: ArchitecturePart {
  public let layer: Layer
  public init(_ count: Int, @ArchitectureBuilder _ layers: () -> [Layer]) {
    layer = .repeated(count: count, layers: layers())
  }
}
