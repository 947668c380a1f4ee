import Foundation
import Plotting
import Results
import Suite

/// Distances and fits in the table of `WeightDecay`.
struct DecayScores: Findings {
  /// Those of one prior, by width and network.
  private struct Curves {
    let prior: DecayPrior
    let distances, fits: [[Double]]
    /// By network, a of the distance a + b/√n, fitted over the wider half of the widths.
    let limits: [Double]

    init(_ table: Table, _ prior: DecayPrior, widths: [Double]) throws {
      self.prior = prior
      let distances = try table.lists(WeightDecay.distance, by: WeightDecay.width, WeightDecay.prior == prior)
      self.distances = distances
      fits = try table.lists(WeightDecay.fit, by: WeightDecay.width, WeightDecay.prior == prior)
      limits = try distances[0].indices.map { network in
        try WindowedFit(
          abscissa: widths.map { log($0) }, basis: [widths.map { _ in 1 }, widths.map { 1 / $0.squareRoot() }],
          endsInCorrection: false, values: distances.map { $0[network] }, coefficient: 0, windows: 2
        ).estimate
      }
    }
  }

  private let widths: [Int]
  private let curves: [Curves]
  /// Of the readout.
  private let closedFormDistances: [Double]

  init(_ tables: Tables, _: WeightDecay.Settings) throws {
    let table = try tables.only
    let widths = try table[WeightDecay.width]
    self.widths = widths
    curves = try table[WeightDecay.prior].map { try Curves(table, $0, widths: widths.map(Double.init)) }
    closedFormDistances = try table[WeightDecay.closedFormDistance, WeightDecay.prior == .readout]
  }

  var scores: [Score] {
    get throws {
      try curves.map(slope)
        + means("limit", "distance a at infinite width, fitted as a + b/√n", \.limits) + excess
        + means("widest_distance", "distance of the widest networks") { $0.distances[widths.count - 1] }
        + means("widest_fit", "Σ f·y/Σ y² of the widest networks on training images") { $0.fits[widths.count - 1] } + [
          Score(
            key: "readout/closed_form_distance", value: closedFormDistances.largest ?? .nan,
            title: "readout alone: largest distance from the process with the network's own kernel")
        ]
    }
  }

  private func slope(_ curves: Curves) throws -> Score {
    let scaling = try WidthScaling(widths: widths, values: curves.distances)
    return Score(
      key: "\(curves.prior.rawValue)/slope", value: scaling.slope, standardError: scaling.standardError,
      samples: scaling.seeds, title: "\(curves.prior.plainTitle): slope of the distance against width, log-log")
  }

  /// The mean over networks of a quantity for every prior.
  private func means(_ key: String, _ what: String, _ networks: (Curves) -> [Double]) -> [Score] {
    curves.map { curves in
      Score(
        key: "\(curves.prior.rawValue)/\(key)", meanOf: networks(curves), title: "\(curves.prior.plainTitle): \(what)")
    }
  }

  /// How much further decay towards 0 takes networks than decay towards θ₀ with the same noise, steps and initial
  /// parameters.
  private var excess: [Score] {
    func limits(_ prior: DecayPrior) -> [Double] { curves.first { $0.prior == prior }?.limits ?? [] }
    let excess = zip(limits(.zero), limits(.initialAtZeroNoise)).map { $0 - $1 }
    return [
      Score(
        key: "zero/limit_above_initial", meanOf: excess,
        title: "all layers, towards 0: its limit a minus that of decay towards θ₀ with the same noise")
    ]
  }

  /// Σ f·y/Σ y² on training images, means over networks.
  var table: String {
    TextTable(
      ["width"] + curves.map(\.prior.plainTitle), numbersFrom: 0,
      rows: widths.indices.map { row in
        ["\(widths[row])"] + curves.map { String(format: "%.3f", $0.fits[row].mean) }
      }
    ).markdown
  }

  var figure: Figure? {
    let x = widths.map(Double.init)
    let lines = curves.enumerated().map { k, curves in
      let samples = curves.distances.map { SampleMean($0) }
      return Layer.line(
        x: x, y: samples.map(\.mean), errors: samples.map(\.bar), label: curves.prior.title,
        colour: .palette(k), dash: .solid, marker: .cycled(k))
    }
    let last = curves[0].distances[widths.count - 1].mean
    let guide = Layer.guide(
      x: x, y: x.map { 0.75 * last * (x[x.count - 1] / $0).squareRoot() }, label: "1/√<i>n</i>", colour: .grey)
    return Figure(panels: [
      Panel(
        x: PlotAxis("width <i>n</i>", scale: .logarithmic),
        y: PlotAxis("distance of network and Gaussian process", scale: .logarithmic), layers: lines + [guide])
    ])
  }
}
