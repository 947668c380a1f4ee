import Architectures
import LinearAlgebra
import Randomness

/// The effective weights and biases of one dense layer, z = h W + b for rows h, or of one convolution, where the rows
/// are patches: see `ConvolutionGeometry`; or of the keys of attention, see `AttentionGeometry`.
public struct DenseParameters<S: Scalar>: Sendable, Equatable {
  /// [fan-in, fan-out]; the fan-in of a convolution is its kernel's rows, columns and channels, the channels innermost.
  public var weights: Matrix<S>
  /// [fan-out]; zero for good when the layer's σ_b² is 0 and its biases have no rate of their own.
  public var biases: [S]
  /// The factor of a weight's part in the tangent kernel, see `Parameterisation`; 0 for a layer that is not trained.
  public let weightMetric: Double
  /// The factor of a bias's part in the tangent kernel.
  public let biasMetric: Double

  /// Draws W ~ N(0, σ_w² / fan-in) and b ~ N(0, σ_b²) in double precision and rounds them.
  ///
  /// Each number depends on (seed, layer, position) alone: weights come from stream 2 · layer, biases from the next.
  ///
  /// - Complexity: 4 to 7 ns a parameter.
  init(shape: DenseShape, layer: Int, parameterisation: Parameterisation, seed: Seed) {
    weights = Elementwise.normals(
      rows: shape.fanIn, columns: shape.fanOut, scale: (shape.weightVariance / Double(shape.fanIn)).squareRoot(),
      CounterBasedGenerator(seed: seed, stream: UInt64(2 * layer)), as: S.self)
    biases =
      Elementwise.normals(
        rows: 1, columns: shape.fanOut, scale: shape.biasVariance.squareRoot(),
        CounterBasedGenerator(seed: seed, stream: UInt64(2 * layer + 1)), as: S.self
      ).elements
    weightMetric = parameterisation.weightMetric(of: shape)
    biasMetric = parameterisation.biasMetric(of: shape)
  }
}

/// A layer with weights before its parameters are drawn.
struct DenseShape {
  let fanIn: Int
  let fanOut: Int
  let weightVariance: Double
  let biasVariance: Double
  let learning: LayerLearning
}
