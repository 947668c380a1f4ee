import Nonlinearities

/// How a convolution treats positions outside the image.
public enum Padding: String, Sendable, Hashable, CaseIterable {
  /// Positions outside are zero; the default.
  case zero
  /// The image is a torus.
  case circular
}

/// One layer of an architecture, read alike by the infinite-width kernels and by the finite networks.
///
/// Widths are no part of a layer: an architecture describes every width, the infinite one included. Weights are
/// independent and Gaussian with variance σ_w² / fan-in, biases with variance σ_b².
public indirect enum Layer: Sendable, Hashable {
  /// z = W x + b over features. With x·x'/d for the input, K' = σ_w² K + σ_b².
  ///
  /// It maps Θ to K' + σ_w² Θ; an untrained layer (`trainable: false`), which keeps its initial weights, to σ_w² Θ, and
  /// one with learning rates of its own to what `LayerLearning` says.
  case dense(weightVariance: Double, biasVariance: Double, trainable: LayerLearning)

  /// A convolution of stride 1 over `kernelSize` × `kernelSize` positions, fan-in kernelSize² × channels. `kernelSize`
  /// is odd, so that the image keeps its size.
  case convolution(
    kernelSize: Int, padding: Padding, weightVariance: Double, biasVariance: Double, trainable: LayerLearning)

  /// φ applied to every unit; Θ is multiplied by E[φ′φ′].
  case activation(Nonlinearity)

  /// An image [height, width, channels] read as one vector.
  case flatten

  /// The mean over all positions of an image, or their sum.
  case globalAveragePooling(sum: Bool)

  /// The mean, or the sum, over disjoint windows of `window` × `window` positions (the stride is the window).
  case averagePooling(window: Int, sum: Bool = false)

  /// Subtracts the mean and divides by the standard deviation over features, or over channels at each position;
  /// ε = 1e-12 is added to the variance.
  case layerNorm

  /// Keeps each unit with probability `keepProbability` and divides it by that probability.
  case dropout(keepProbability: Double)

  /// The input plus what the branch makes of it.
  case residual([Layer])

  /// What several branches make of the input, added or side by side; a branch without layers is the identity.
  /// `residual` is the sum of the identity and one other.
  case parallel([[Layer]], join: BranchJoin)

  /// `layers`, `count` times in a row, each time with weights of their own.
  case repeated(count: Int, layers: [Layer])
}

extension Layer {
  /// The mean over all positions of an image.
  public static var globalAveragePooling: Layer { .globalAveragePooling(sum: false) }

  /// The layer's key in an architecture file, by which messages name it.
  public var name: String {
    switch self {
    case .dense: "dense"
    case .convolution: "convolution"
    case .activation: "activation"
    case .flatten: "flatten"
    case .globalAveragePooling: "globalAveragePooling"
    case .averagePooling: "averagePooling"
    case .layerNorm: "layerNorm"
    case .dropout: "dropout"
    case .residual: "residual"
    case .parallel: "parallel"
    case .repeated: "repeat"
    }
  }

  /// The layers inside a repetition, a residual or all branches of a parallel; empty otherwise.
  public var innerLayers: [Layer] {
    switch self {
    case .residual(let layers), .repeated(_, let layers): layers
    case .parallel(let branches, _): branches.flatMap { $0 }
    default: []
    }
  }

  /// Whether weights of this layer, or of one inside it, are trained.
  public var learns: Bool {
    switch self {
    case .dense(_, _, let learning), .convolution(_, _, _, _, let learning): learning.learns
    default: innerLayers.contains(where: \.learns)
    }
  }
}
