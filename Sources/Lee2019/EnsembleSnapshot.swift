import Plotting
import Results
import Suite

/// The ensemble of `EnsembleDynamics` at one time beside the theory.
struct EnsembleSnapshot {
  let time: Int
  private let positions: [Double]
  /// By position, one number a network.
  private let outputs: [[Double]]
  /// By position.
  private let flow, readout: (mean: [Double], variance: [Double])

  init(_ table: Table, time: Int) throws {
    let isNow = EnsembleDynamics.time == time
    func moments(_ columns: EnsembleTheory.Moments) throws -> (mean: [Double], variance: [Double]) {
      (try table[columns.mean, isNow], try table[columns.variance, isNow])
    }
    self.time = time
    positions = try table[EnsembleDynamics.position]
    outputs = try table.lists(EnsembleDynamics.output, by: EnsembleDynamics.position, isNow)
    (flow, readout) = (try moments(EnsembleTheory.flow), try moments(EnsembleTheory.readout))
  }

  /// Means and unbiased variances over networks, by position.
  private var sample: (mean: [Double], variance: [Double]) {
    let moments = outputs.map { networks in
      let mean = networks.mean
      return (
        mean: mean, variance: networks.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(networks.count - 1)
      )
    }
    return (moments.map(\.mean), moments.map(\.variance))
  }

  /// The standard error of Σ s², relative to it.
  ///
  /// Outputs of wide networks are normal. Their variances along the line then sum to Σ_i λ_i χ²_i/(N − 1), λ the
  /// eigenvalues of the covariance C of positions and each χ² of N − 1 degrees of freedom, whose relative variance is
  ///
  ///     2 tr C² / ((N − 1) (tr C)²) ≤ 2/(N − 1),
  ///
  /// the bound where all positions move together. tr C² is estimated without bias by
  /// (N − 1)²/((N − 2)(N + 1)) (tr S² − (tr S)²/(N − 1)) from the sample's covariance S.
  private var spreadError: Double {
    let count = Double(outputs.first?.count ?? 0)
    let centred = outputs.map { networks in
      let mean = networks.mean
      return networks.map { $0 - mean }
    }
    let covariances = centred.flatMap { (first) -> [Double] in
      centred.map { (second) -> Double in
        let sum: Double = zip(first, second).reduce(0) { $0 + $1.0 * $1.1 }
        return sum / (count - 1)
      }
    }
    let trace = sample.variance.reduce(0, +)
    let square = covariances.reduce(0) { $0 + $1 * $1 }
    let unbiased = (count - 1) * (count - 1) / ((count - 2) * (count + 1)) * (square - trace * trace / (count - 1))
    return (2 * unbiased / (count - 1)).squareRoot() / trace
  }

  var scores: [Score] {
    let (sample, variance) = (sample, flow.variance.reduce(0, +))
    let spread = sample.variance.reduce(0, +)
    let apart = zip(sample.mean, flow.mean).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    let networks = outputs.first?.count ?? 0
    let score = Scorer(key: "t\(time)/", title: "t = \(time): ")
    return [
      score(
        "mean_distance", apart / (spread / Double(networks)), samples: networks,
        "squared distance of the means over its expectation"),
      score(
        "variance_ratio", spread / variance, error: spreadError * spread / variance, samples: networks,
        "variance of the ensemble over gradient flow's"),
    ]
  }

  /// Blue for gradient flow, red for training the last layer alone, black for the ensemble.
  var panel: Panel {
    func around(_ moments: (mean: [Double], variance: [Double]), _ sign: Double) -> [Double] {
      zip(moments.mean, moments.variance).map { $0 + sign * (2 * max(0, $1).squareRoot()) }
    }
    func band(_ moments: (mean: [Double], variance: [Double]), _ label: String, _ colour: Int) -> [Layer] {
      [
        .band(
          x: positions, lower: around(moments, -1), upper: around(moments, 1), label: label, colour: .palette(colour)),
        .line(x: positions, y: moments.mean, colour: .palette(colour), dash: .solid, width: 1.4),
      ]
    }
    let sample = sample
    let bounds = [1.0, -1.0].map { sign in
      Layer.line(
        x: positions, y: around(sample, sign), label: "± 2 standard deviations", colour: .black, dash: .dotted,
        width: 1.6)
    }
    return Panel(
      title: "<i>t</i> = \(time)", x: PlotAxis("α"), y: PlotAxis("output", from: -2.4, to: 2.4),
      layers: band(readout, "last layer alone (NNGP)", 1) + band(flow, "all layers (NTK)", 0) + [
        .line(x: positions, y: sample.mean, label: "ensemble", colour: .black, dash: .dashed, width: 1.8)
      ] + bounds + [.points(x: [0, 1], y: [-1, 1], label: "training images", colour: .black, size: 8)])
  }
}
