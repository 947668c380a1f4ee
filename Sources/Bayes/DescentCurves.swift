import Foundation
import Plotting
import Results
import Suite

/// The curves in a results file of `DoubleDescent`: test error against parameters over n k.
struct DescentCurves {
  private let ratios: [Double]
  private let seeds: Int
  /// By way, then by ratio, one a seed.
  private let test: [[[Double]]]
  private let training: [[[Double]]]

  init(_ results: ResultsFile, sizes: DoubleDescent.Sizes) throws {
    ratios = sizes.powers.map { pow(2, Double($0) / 2) }
    seeds = sizes.seeds
    let (points, seeds) = (sizes.powers.count, sizes.seeds)
    func curves(_ name: String) throws -> [[[Double]]] {
      let values = try results.numbers(name).values
      return DoubleDescent.ways.indices.map { way in
        (0..<points).map { point in
          let first = (way * points + point) * seeds
          return Array(values[first..<first + seeds])
        }
      }
    }
    (test, training) = (try curves("test_mse"), try curves("training_mse"))
  }

  private static func title(_ way: String) -> String {
    way == "readout" ? "readout alone" : "both layers"
  }

  var measurements: [Score] {
    DoubleDescent.ways.enumerated().flatMap { way, name in
      let means = test[way].map(\.mean)
      let late = means.indices.filter { ratios[$0] >= 0.25 }
      let peak = late.max { means[$0] < means[$1] } ?? 0
      let valley = means[...peak].min() ?? .nan
      let title = Self.title(name)
      return [
        Score(
          key: "\(name)/peak_parameters_over_data", value: ratios[peak], samples: seeds,
          title: "\(title): parameters over n k at the peak of the test error"),
        Score(
          key: "\(name)/peak_over_valley", value: means[peak] / valley, samples: seeds,
          title: "\(title): test error at the peak over the least one before it"),
        Score(
          key: "\(name)/end_over_peak", value: (means.last ?? .nan) / means[peak], samples: seeds,
          title: "\(title): test error of the widest network over that at the peak"),
      ]
    }
  }

  var figure: Figure {
    let panels = DoubleDescent.ways.indices.map { way in
      func line(_ values: [[Double]], _ label: String, _ colour: Int, _ dash: Dash) -> Layer {
        let samples = values.map { SampleMean($0) }
        return .line(
          x: ratios, y: samples.map(\.mean), errors: samples.map { $0.standardError ?? 0 }, uncertainty: .band,
          label: label, colour: .palette(colour), dash: dash, marker: .circle, markerSize: 5)
      }
      return Panel(
        title: Self.title(DoubleDescent.ways[way]),
        x: PlotAxis("trained parameters / (images × outputs)", scale: .logarithmic),
        y: PlotAxis(
          "mean squared error", scale: .logarithmic, from: max(1e-6, 0.5 * (test[way].joined().min() ?? 1) * 0.05)),
        layers: [
          line(test[way], "test", 1, .solid), line(training[way], "training", 0, .dashed), .vertical(at: 1),
        ])
    }
    return Figure(columns: 2, panels: panels)
  }
}
