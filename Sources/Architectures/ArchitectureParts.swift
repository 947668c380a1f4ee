import Nonlinearities

/// What may stand in the braces of an `Architecture`: a word of the builder that stands for one layer.
public protocol ArchitecturePart<Ending> {
  /// What the units are after it.
  associatedtype Ending: PartEnding
  var layer: Layer { get }
}

/// A part that takes units of any kind.
public protocol FreePart: ArchitecturePart {}

/// A part that needs Gaussian units: a weighted layer since the last activation, flatten or dropout.
public protocol GaussianPart: ArchitecturePart {}

/// `Layer.dense`.
public struct Dense: FreePart {
  public typealias Ending = EndsWeighted
  public let layer: Layer
  public init(weightVariance: Double, biasVariance: Double = 0, trainable: LayerLearning = .ntk) {
    layer = .dense(weightVariance: weightVariance, biasVariance: biasVariance, trainable: trainable)
  }
}

/// `Layer.convolution`.
public struct Convolution: FreePart {
  public typealias Ending = EndsWeighted
  public let layer: Layer
  public init(
    kernelSize: Int, padding: Padding = .zero, weightVariance: Double, biasVariance: Double = 0,
    trainable: LayerLearning = .ntk
  ) {
    layer = .convolution(
      kernelSize: kernelSize, padding: padding, weightVariance: weightVariance, biasVariance: biasVariance,
      trainable: trainable)
  }
}

/// `Layer.activation` of any nonlinearity.
public struct Activation: GaussianPart {
  public typealias Ending = EndsChanged
  public let layer: Layer
  public init(_ nonlinearity: Nonlinearity) { layer = .activation(nonlinearity) }
}

/// max(0, x).
public struct ReLU: GaussianPart {
  public typealias Ending = EndsChanged
  public let layer = Layer.activation(.relu)
  public init() {}
}

/// The error function.
public struct Erf: GaussianPart {
  public typealias Ending = EndsChanged
  public let layer = Layer.activation(.erf)
  public init() {}
}

/// The hyperbolic tangent.
public struct Tanh: GaussianPart {
  public typealias Ending = EndsChanged
  public let layer = Layer.activation(.tanh)
  public init() {}
}

/// `Layer.flatten`.
public struct Flatten: FreePart {
  public typealias Ending = EndsChanged
  public let layer = Layer.flatten
  public init() {}
}

/// `Layer.globalAveragePooling`.
public struct GlobalAveragePooling: FreePart {
  public typealias Ending = EndsUnknown
  public let layer: Layer
  public init(sum: Bool = false) { layer = .globalAveragePooling(sum: sum) }
}

/// `Layer.averagePooling`.
public struct AveragePooling: FreePart {
  public typealias Ending = EndsUnknown
  public let layer: Layer
  public init(window: Int, sum: Bool = false) { layer = .averagePooling(window: window, sum: sum) }
}

/// `Layer.layerNorm`.
public struct LayerNorm: GaussianPart {
  public typealias Ending = EndsWeighted
  public let layer = Layer.layerNorm
  public init() {}
}

/// `Layer.dropout`.
public struct Dropout: FreePart {
  public typealias Ending = EndsChanged
  public let layer: Layer
  public init(keepProbability: Double) { layer = .dropout(keepProbability: keepProbability) }
}

/// The input plus a branch, `Layer.residual`.
public struct Residual: GaussianPart {
  public typealias Ending = EndsWeighted
  public let layer: Layer
  public init(@ArchitectureBuilder _ branch: () -> Layers<some MaybeWeighted>) { layer = .residual(branch().layers) }

  @available(*, unavailable, message: "a branch ends in Dense or Convolution: add one at its end")
  public init(@ArchitectureBuilder _ branch: () -> Layers<EndsChanged>) { layer = .residual(branch().layers) }
}

/// Layers several times in a row, `Layer.repeated`.
public struct Repeat<Ending: PartEnding>: FreePart {
  public let layer: Layer
  public init(_ count: Int, @ArchitectureBuilder _ layers: () -> Layers<Ending>) {
    layer = .repeated(count: count, layers: layers().layers)
  }
}
