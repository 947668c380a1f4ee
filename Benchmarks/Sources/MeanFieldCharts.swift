import MeanField
import Nonlinearities

extension Chart {
  /// q*, c*, χ₁ and all depth scales over the grid of Xiao et al. 2020's notebook: σ_w² = 0, 0.01 … 3, σ_b² = 0.01,
  /// 0.011 … 0.25.
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

  /// Poole et al. 2016, Figures 1D and 2: σ_w = 1, 1.1 … 5, σ_b = 0, 0.1 … 4, where q* goes up to 38.
  static let poolePlane = Chart(title: "Phase diagram of tanh to q* = 38, 41 × 41 points") { _ in
    let offsets = (0...40).map { 0.1 * Double($0) }
    var largest = 0.0
    // The first run pays for the Hermite series, once in a process.
    let times = try ["the first", "again"].map { name in
      let time = try Measurement(runs: 1, warmUp: false) {
        let diagram = try PhaseDiagram(
          .tanh, weightVariances: offsets.map { (1 + $0) * (1 + $0) }, biasVariances: offsets.map { $0 * $0 })
        largest = diagram.theories.reduce(0) { max($0, $1.fixedVariance.value ?? 0) }
      }
      return (name, time.seconds)
    }
    return times.map { name, seconds in
      Figure(
        name: name, value: seconds, unit: "s",
        ratio: "\(Table.number(seconds / 1681 * 1e6)) µs a point, largest q* \(Table.number(largest))")
    }
  }
}
