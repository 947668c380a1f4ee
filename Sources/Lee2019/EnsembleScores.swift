import Plotting
import Results
import Suite

/// The ensemble of a results file of `EnsembleDynamics` beside the theory.
struct EnsembleScores {
  private let times: [Int]
  /// By time, network and position.
  private let outputs: [[[Double]]]
  /// By name, time and position.
  private let theory: [String: [[Double]]]

  init(_ results: ResultsFile, tier: Tier) throws {
    let sizes = EnsembleDynamics.sizes(tier)
    let (times, points) = (sizes.times, EnsembleDynamics.positions.count)
    let values = try results.numbers("output").values
    outputs = times.indices.map { time in
      (0..<sizes.networks).map { network in
        let first = (network * times.count + time) * points
        return Array(values[first..<first + points])
      }
    }
    theory = Dictionary(
      uniqueKeysWithValues: try ["flow_mean", "flow_variance", "readout_mean", "readout_variance"].map { name in
        let values = try results.numbers(name).values
        return (name, times.indices.map { Array(values[$0 * points..<($0 + 1) * points]) })
      })
    self.times = times
  }

  /// Means and unbiased variances over networks, by position.
  private static func moments(_ networks: [[Double]]) -> (means: [Double], variances: [Double]) {
    let count = Double(networks.count)
    let means = (networks.first ?? []).indices.map { k in networks.reduce(0) { $0 + $1[k] } / count }
    let variances = means.indices.map { k in
      networks.reduce(0) { $0 + ($1[k] - means[k]) * ($1[k] - means[k]) } / (count - 1)
    }
    return (means, variances)
  }

  var measurements: [Score] {
    times.enumerated().flatMap { k, time in
      let networks = outputs[k]
      let (mean, variance) = (theory["flow_mean"]?[k] ?? [], (theory["flow_variance"]?[k] ?? []).reduce(0, +))
      let sample = Self.moments(networks)
      let spread = sample.variances.reduce(0, +)
      let apart = zip(sample.means, mean).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      let count = Double(networks.count)
      // The jackknife: what leaving out one network at a time does to the ratio.
      let without = networks.indices.map { left in
        Self.moments(networks.indices.filter { $0 != left }.map { networks[$0] }).variances.reduce(0, +) / variance
      }
      let average = without.reduce(0, +) / count
      let error = (without.reduce(0) { $0 + ($1 - average) * ($1 - average) } * (count - 1) / count).squareRoot()
      return [
        Score(
          key: "t\(time)/mean_distance", value: apart / (spread / count), samples: networks.count,
          title: "t = \(time): squared distance of the means over its expectation"),
        Score(
          key: "t\(time)/variance_ratio", value: spread / variance, standardError: error, samples: networks.count,
          title: "t = \(time): variance of the ensemble over gradient flow's"),
      ]
    }
  }

  /// A panel a time: blue for gradient flow, red for training the last layer alone, black for the ensemble.
  var figure: Figure {
    let x = EnsembleDynamics.positions
    let panels = times.indices.map { k in
      let sample = Self.moments(outputs[k])
      func band(_ name: String, _ label: String, _ colour: Int) -> [Layer] {
        let (mean, variance) = (theory[name + "_mean"]?[k] ?? [], theory[name + "_variance"]?[k] ?? [])
        let deviations = variance.map { 2 * max(0, $0).squareRoot() }
        return [
          .band(
            x: x, lower: zip(mean, deviations).map { $0 - $1 }, upper: zip(mean, deviations).map { $0 + $1 },
            label: label, colour: .palette(colour)),
          .line(x: x, y: mean, colour: .palette(colour), dash: .solid, width: 1.4),
        ]
      }
      let deviations = sample.variances.map { 2 * $0.squareRoot() }
      let bounds = [1.0, -1.0].map { sign in
        Layer.line(
          x: x, y: zip(sample.means, deviations).map { $0 + sign * $1 }, label: "± 2 standard deviations",
          colour: .black, dash: .dotted, width: 1.6)
      }
      return Panel(
        title: "<i>t</i> = \(times[k])", x: PlotAxis("α"), y: PlotAxis("output", from: -2.4, to: 2.4),
        layers: band("readout", "last layer alone (NNGP)", 1) + band("flow", "all layers (NTK)", 0) + [
          .line(x: x, y: sample.means, label: "ensemble", colour: .black, dash: .dashed, width: 1.8)
        ] + bounds + [.points(x: [0, 1], y: [-1, 1], label: "training images", colour: .black, size: 8)])
    }
    return Figure(
      title: "tanh, three hidden layers: networks and gradient flow", columns: 2, legend: .shared, panels: panels)
  }
}
