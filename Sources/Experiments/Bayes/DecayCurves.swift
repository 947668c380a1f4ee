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
  }

  func measurements() throws -> [Results.Measurement] {
    let slopes = try WeightDecay.priors.enumerated().map { k, prior in
      let scaling = try WidthScaling(widths: widths, values: distances[k])
      return Results.Measurement(
        key: "\(prior.rawValue)/slope", value: scaling.slope, standardError: scaling.standardError,
        samples: scaling.seeds, title: "\(Self.title(prior)): slope of the distance against width, log-log")
    }
    let ends = WeightDecay.priors.enumerated().map { k, prior in
      let sample = SampleMean(distances[k][widths.count - 1])
      return Results.Measurement(
        key: "\(prior.rawValue)/widest_distance", value: sample.mean, standardError: sample.standardError,
        samples: distances[k][0].count, title: "\(Self.title(prior)): distance of the widest networks")
    }
    let exact = closedForm[0].joined().max() ?? .nan
    return slopes + ends + [
      Results.Measurement(
        key: "readout/closed_form_distance", value: exact,
        title: "readout alone: largest distance from the process with the network's own kernel")
    ]
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
        x: Axis("width <i>n</i>", scale: .logarithmic),
        y: Axis("distance of network and Gaussian process", scale: .logarithmic), layers: lines + [guide])
    ])
  }
}
