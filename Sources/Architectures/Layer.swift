import Nonlinearities

/// One layer of an architecture, read alike by the infinite-width kernels and by the finite networks.
///
/// Widths are no part of a layer: an architecture describes every width, the infinite one included. Weights are
/// independent and Gaussian with variance σ_w² / fan-in, biases with variance σ_b². What each layer is stands with the
/// type of its settings, which is also its word in `Architecture { … }`.
public indirect enum Layer: Sendable, Hashable {
  case dense(Dense)
  case convolution(Convolution)

  /// φ applied to every unit; Θ is multiplied by E[φ′φ′].
  case activation(Nonlinearity)

  /// Positions and channels read as one vector.
  case flatten

  /// The mean over all positions, or their sum.
  case globalAveragePooling(sum: Bool)

  case averagePooling(AveragePooling)

  /// Subtracts the mean and divides by the standard deviation over features, or over channels at each position;
  /// ε = 1e-12 is added to the variance.
  case layerNorm

  /// Keeps each unit with probability `keepProbability` and divides it by that probability.
  case dropout(keepProbability: Double)

  /// The input plus what the branch makes of it.
  case residual([Layer])

  /// What several branches make of the input, joined; a branch without layers is the identity. `residual` is the sum of
  /// the identity and one other.
  case parallel([[Layer]], join: BranchJoin)

  /// `layers`, `count` times in a row, each time with weights of their own.
  case repeated(count: Int, layers: [Layer])

  /// Hands on what it gets.
  case identity

  case selfAttention(SelfAttention)
}

extension Layer {
  /// `Dense`.
  public static func dense(weightVariance: Double, biasVariance: Double, trainable: LayerLearning) -> Layer {
    .dense(Dense(weightVariance: weightVariance, biasVariance: biasVariance, trainable: trainable))
  }

  /// `Convolution`.
  public static func convolution(
    kernelSize: WindowSize, stride: WindowSize = 1, padding: Padding, weightVariance: Double, biasVariance: Double,
    trainable: LayerLearning
  ) -> Layer {
    .convolution(
      Convolution(
        kernelSize: kernelSize, stride: stride, padding: padding, weightVariance: weightVariance,
        biasVariance: biasVariance, trainable: trainable))
  }

  /// `AveragePooling`.
  public static func averagePooling(
    window: WindowSize, stride: WindowSize? = nil, padding: Padding = .valid, sum: Bool = false
  ) -> Layer {
    .averagePooling(AveragePooling(window: window, stride: stride, padding: padding, sum: sum))
  }

  /// The mean over all positions of an image.
  public static var globalAveragePooling: Layer { .globalAveragePooling(sum: false) }
}

extension [Layer] {
  /// With every repetition written out, also inside branches.
  var expanded: [Layer] { flatMap { $0.definition.expanded } }
}
