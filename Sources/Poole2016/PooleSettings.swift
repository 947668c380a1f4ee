import MeanField
import Nonlinearities
import Suite

/// What the figures of Poole et al. 2016 share, from the settings of the authors' code (ganguli-lab/deepchaos). σ_w and
/// σ_b are standard deviations there.
enum PooleSettings {
  static let reference = "arXiv:1606.05340"
  static let weightDeviations = [1.3, 2.5, 4.0]
  static let biasDeviation = 0.3
  static let width = 1000
  static let diagram = "/phase_diagram"
  static let networks = "/networks"

  static func network(_ index: Int, depth: Int) -> EqualLayerNetwork {
    EqualLayerNetwork(
      weightVariance: weightDeviations[index] * weightDeviations[index], biasVariance: biasDeviation * biasDeviation,
      depth: depth, width: width)
  }

  /// Independent networks for each σ_w.
  static func networkCount(_ tier: Tier) -> Int {
    switch tier {
    case .quick: 10
    case .standard: 40
    case .paper: 100
    }
  }

  /// σ_w from 1 to 5 and σ_b from 0 to 4, 41 values each as in the paper, or every second or fourth one.
  static func grid(_ tier: Tier) -> (weight: [Double], bias: [Double]) {
    let step =
      switch tier {
      case .quick: 4
      case .standard: 2
      case .paper: 1
      }
    let offsets = Swift.stride(from: 0, through: 40, by: step).map { 0.1 * Double($0) }
    return (offsets.map { 1 + $0 }, offsets)
  }

  static func phaseDiagram(_ tier: Tier, threads: Int) throws -> PhaseDiagram {
    let grid = grid(tier)
    return try PhaseDiagram(
      .tanh, weightVariances: grid.weight.map { $0 * $0 }, biasVariances: grid.bias.map { $0 * $0 }, threads: threads)
  }

  static func name(_ index: Int) -> String { "σ_w = \(weightDeviations[index])" }
  /// The same in markup.
  static func title(_ index: Int) -> String { "σ<sub>w</sub> = \(weightDeviations[index])" }
}
