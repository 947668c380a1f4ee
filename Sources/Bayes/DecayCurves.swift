import Foundation
import Plotting
import Results
import Suite

/// Distances in a results file of `WeightDecay`, by prior and width.
struct DecayCurves {
  private let widths: [Int]
  /// By prior, width and network.
  private let distances: [[[Double]]]
  private let closedForm: [[[Double]]]
  private let fits: [[[Double]]]

  init(_ results: ResultsFile, sizes: WeightDecay.Sizes) throws {
    widths = sizes.widths
    func curves(_ name: String) throws -> [[[Double]]] {
      let values = try results.numbers(name).values
      return WeightDecay.priors.indices.map { prior in
        sizes.widths.indices.map { width in
          let first = (prior * sizes.widths.count + width) * sizes.seeds
          return Array(values[first..<first + sizes.seeds])
        }
      }
    }
    (distances, closedForm) = (try curves("distance"), try curves("closed_form_distance"))
    fits = try curves("fit")
  }

  func measurements() throws -> [Score] {
    let slopes = try WeightDecay.priors.enumerated().map { k, prior in
      let scaling = try WidthScaling(widths: widths, values: distances[k])
      return Score(
        key: "\(prior.rawValue)/slope", value: scaling.slope, standardError: scaling.standardError,
        samples: scaling.seeds, title: "\(Self.title(prior)): slope of the distance against width, log-log")
    }
    let ends = WeightDecay.priors.enumerated().map { k, prior in
      let sample = SampleMean(distances[k][widths.count - 1])
      return Score(
        key: "\(prior.rawValue)/widest_distance", value: sample.mean, standardError: sample.standardError,
        samples: distances[k][0].count, title: "\(Self.title(prior)): distance of the widest networks")
    }
    let limits = try distances.map { try self.limits(of: $0) }
    let limitMeans = zip(WeightDecay.priors, limits).map { prior, limits in
      let limit = SampleMean(limits)
      return Score(
        key: "\(prior.rawValue)/limit", value: limit.mean, standardError: limit.standardError, samples: limits.count,
        title: "\(Self.title(prior)): distance a at infinite width, fitted as a + b/√n")
    }
    let fitted = WeightDecay.priors.enumerated().map { k, prior in
      let sample = SampleMean(fits[k][widths.count - 1])
      return Score(
        key: "\(prior.rawValue)/widest_fit", value: sample.mean, standardError: sample.standardError,
        samples: fits[k][0].count,
        title: "\(Self.title(prior)): Σ f·y/Σ y² of the widest networks on training images")
    }
    let exact = closedForm[0].joined().max() ?? .nan
    return slopes + limitMeans + excess(limits) + ends + fitted + [
      Score(
        key: "readout/closed_form_distance", value: exact,
        title: "readout alone: largest distance from the process with the network's own kernel")
    ]
  }

  /// How much further decay towards 0 takes networks than decay towards θ₀ with the same noise, steps and initial
  /// parameters.
  private func excess(_ limits: [[Double]]) -> [Score] {
    let byPrior = Dictionary(uniqueKeysWithValues: zip(WeightDecay.priors, limits))
    guard let zero = byPrior[.zero], let control = byPrior[.initialAtZeroNoise] else { return [] }
    let excess = zip(zero, control).map { $0 - $1 }
    return [
      Score(
        key: "zero/limit_above_initial", value: SampleMean(excess).mean,
        standardError: SampleMean.studentError(excess), samples: excess.count,
        title: "all layers, towards 0: its limit a minus that of decay towards θ₀ with the same noise")
    ]
  }

  /// a of the distance a + b/√n, fitted over the wider half of the widths, network by network.
  private func limits(of distances: [[Double]]) throws -> [Double] {
    let (abscissa, decay) = (widths.map { log(Double($0)) }, widths.map { 1 / Double($0).squareRoot() })
    return try distances[0].indices.map { network in
      try WindowedFit(
        abscissa: abscissa, basis: [widths.map { _ in 1 }, decay], endsInCorrection: false,
        values: distances.map { $0[network] }, coefficient: 0, windows: 2
      ).estimate
    }
  }

  /// Σ f·y/Σ y² on training images, means over networks.
  var table: String {
    let titles = WeightDecay.priors.map { Self.title($0) }
    var lines = [
      "| width | \(titles.joined(separator: " | ")) |", "|---:|" + titles.map { _ in "---:|" }.joined(),
    ]
    for (row, width) in widths.enumerated() {
      let cells = fits.map { String(format: "%.3f", SampleMean($0[row]).mean) }
      lines.append("| \(width) | \(cells.joined(separator: " | ")) |")
    }
    return lines.joined(separator: "\n")
  }

  private static func title(_ prior: DecayTask.Prior) -> String {
    prior.title.replacing("<sub>0</sub>", with: "₀")
  }

  var figure: Figure {
    let x = widths.map(Double.init)
    let lines = WeightDecay.priors.enumerated().map { k, prior in
      let samples = distances[k].map { SampleMean($0) }
      return Layer.line(
        x: x, y: samples.map(\.mean), errors: samples.map { $0.standardError ?? 0 }, label: prior.title,
        colour: .palette(k), dash: .solid, marker: .cycled(k))
    }
    let last = distances[0][widths.count - 1].mean
    let guide = Layer.guide(
      x: x, y: x.map { 0.75 * last * (x[x.count - 1] / $0).squareRoot() }, label: "1/√<i>n</i>", colour: .grey)
    return Figure(panels: [
      Panel(
        x: PlotAxis("width <i>n</i>", scale: .logarithmic),
        y: PlotAxis("distance of network and Gaussian process", scale: .logarithmic), layers: lines + [guide])
    ])
  }
}
