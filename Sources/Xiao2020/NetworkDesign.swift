import Architectures
import InfiniteWidth
import Nonlinearities
import Results
import Suite

/// Fully-connected networks with layer normalisation, skip connections, or both.
enum NetworkDesign: String, AxisValue {
  /// z ← W φ(LN(z)) + b
  case layerNorm = "layer-norm"
  /// z ← z + W φ(z) + b
  case residual
  /// z ← LN(z + W φ(z) + b)
  case residualLayerNorm = "residual-layer-norm"

  var title: String {
    switch self {
    case .layerNorm: "layer norm"
    case .residual: "residual"
    case .residualLayerNorm: "residual with layer norm"
    }
  }

  /// Kernels at every depth, behind a read-in that keeps inputs as they are.
  func sweep(
    _ nonlinearity: Nonlinearity, weightVariance: Double, biasVariance: Double, depths: [Int]
  ) throws -> DepthSweep {
    let layer: [Layer] = [
      .activation(nonlinearity), .dense(weightVariance: weightVariance, biasVariance: biasVariance, trainable: true),
    ]
    let repeated: [Layer] =
      switch self {
      case .layerNorm: [.layerNorm] + layer
      case .residual: [.residual(layer)]
      case .residualLayerNorm: [.residual(layer), .layerNorm]
      }
    let readIn = Layer.dense(weightVariance: 1, biasVariance: 0, trainable: true)
    return try Kernel(Architecture(layers: [readIn, .repeated(count: 1, layers: repeated)])).sweep(depths: depths)
  }
}
