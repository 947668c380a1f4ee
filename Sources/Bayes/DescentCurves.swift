import Plotting
import Results
import Suite

/// The curves of one way of training in the table of `DoubleDescent`: errors against parameters over n k.
struct DescentCurves {
  private let way: DoubleDescent.Way
  private let ratios: [Double]
  /// By ratio, one a seed.
  private let test, training: [[Double]]

  init(_ table: Table, _ way: DoubleDescent.Way) throws {
    self.way = way
    ratios = try table[DoubleDescent.power].map(DoubleDescent.ratio)
    test = try table.lists(DoubleDescent.testError, by: DoubleDescent.power, DoubleDescent.way == way)
    training = try table.lists(DoubleDescent.trainingError, by: DoubleDescent.power, DoubleDescent.way == way)
  }

  func scores(peakFrom: Double) -> [Score] {
    let means = test.map(\.mean)
    let late = means.indices.filter { ratios[$0] >= peakFrom }
    let peak = late.max { means[$0] < means[$1] } ?? 0
    let valley = means[...peak].min() ?? .nan
    let score = Scorer(key: "\(way.rawValue)/", title: "\(way.title): ")
    return [
      ("peak_parameters_over_data", ratios[peak], "parameters over n k at the peak of the test error"),
      ("peak_over_valley", means[peak] / valley, "test error at the peak over the least one before it"),
      ("end_over_peak", (means.last ?? .nan) / means[peak], "test error of the widest network over that at the peak"),
    ].map { score($0.0, $0.1, samples: test[peak].count, $0.2) }
  }

  var panel: Panel {
    func line(_ values: [[Double]], _ label: String, _ colour: Int, _ dash: Dash) -> Layer {
      let samples = values.map { SampleMean($0) }
      return .line(
        x: ratios, y: samples.map(\.mean), errors: samples.map(\.bar), uncertainty: .band,
        label: label, colour: .palette(colour), dash: dash, marker: .circle, markerSize: 5)
    }
    // A fortieth of the least test error: interpolating fits, far below, are off the picture.
    let floor = max(1e-6, 0.025 * (test.joined().min() ?? 1))
    return Panel(
      title: way.title, x: PlotAxis("trained parameters / (images × outputs)", scale: .logarithmic),
      y: PlotAxis("mean squared error", scale: .logarithmic, from: floor),
      layers: [line(test, "test", 1, .solid), line(training, "training", 0, .dashed), .vertical(at: 1)])
  }
}
