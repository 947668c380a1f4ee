import MeanField
import Nonlinearities

extension Chart {
  /// q*, c*, χ₁ and all depth scales over the grid of Xiao et al. 2020's notebook: σ_w² = 0, 0.01 … 3, σ_b² = 0.01, 0.011 … 0.25.
  static let phaseDiagrams = Chart(title: "Phase diagram, 301 × 241 points") { _ in
    let weights = (0...300).map { 0.01 * Double($0) }
    let biases = (0...240).map { 0.01 + 0.001 * Double($0) }
    return try [(Nonlinearity.erf, 5.0), (.tanh, 30)].map { nonlinearity, limit in
      var chaotic = 0
      let time = try Measurement(runs: 3) {
        let diagram = try PhaseDiagram(nonlinearity, weightVariances: weights, biasVariances: biases)
        chaotic = diagram.theories.count { $0.phase == .value(.chaotic) }
      }
      return Figure(
        name: nonlinearity.name, value: time.seconds, unit: "s", limit: .atMost(limit),
        ratio:
          "\(Table.number(time.seconds / Double(weights.count * biases.count) * 1e6)) µs a point, \(chaotic) chaotic")
    }
  }
}
