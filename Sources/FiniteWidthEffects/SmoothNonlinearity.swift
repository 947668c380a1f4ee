import Architectures
import Nonlinearities
import Results

/// Those that order 1/n is computed of and networks are trained with.
enum SmoothNonlinearity: String, AxisValue, Codable, CaseIterable {
  case erf, tanh

  var value: Nonlinearity { self == .erf ? .erf : .tanh }

  /// 1/φ′(0)².
  var criticalVariance: Double { self == .erf ? .pi / 4 : 1 }

  /// `depth` hidden layers.
  func architecture(depth: Int, weightVariance: Double, biasVariance: Double) -> Architecture {
    .fullyConnected(
      depth: depth, nonlinearity: value, weightVariance: weightVariance, biasVariance: biasVariance)
  }
}
