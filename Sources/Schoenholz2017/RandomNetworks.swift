import MeanField
import Plotting
import Results
import Suite

/// Random tanh networks of equal layers over σ_w² at one σ_b².
struct RandomNetworks: Codable, Sendable {
  var weightVariances: [Double]
  var biasVariance = 0.05
  var width = 300
  var depth: Int
  /// Independent ones for each σ_w².
  var count: Int

  static let weightVariance = Axis<Double>("weight_variance", "σ_w²")
  static let network = Axis<Int>("network", "random networks")

  func network(_ weightVariance: Double) -> EqualLayerNetwork {
    EqualLayerNetwork(weightVariance: weightVariance, biasVariance: biasVariance, depth: depth, width: width)
  }

  func theory(_ weightVariance: Double) throws -> MeanFieldTheory { try network(weightVariance).theory() }

  /// The critical σ_w².
  var critical: Double {
    get throws { try CriticalLine(.tanh).weightVariance(biasVariance: biasVariance) }
  }

  /// The layers of a panel that belong to each σ_w², in a colour of its own.
  func layers(_ drawn: (_ weightVariance: Double, Colour) throws -> [Layer]) rethrows -> [Layer] {
    try weightVariances.enumerated().flatMap { index, weight in
      try drawn(weight, .sequential(Double(index) / Double(weightVariances.count - 1)))
    }
  }
}
