import Bayes
import ExperimentSupport
import Foundation
import Plotting
import Suite
import Testing

@Suite("Double descent")
struct DoubleDescentTests {
  /// A curve with its valley at a quarter and its peak at n k parameters.
  @Test func thePeakIsFound() throws {
    func curve(_ power: Double) -> Double { 0.1 + 0.4 * exp(-power * power / 4) }
    let finished = try Bench().filled(experiments["bayes/double-descent"]) { column, point, _ in
      column == "test_mse" ? curve(Double(point.cell[1] - 4)) : 0.01
    }
    let values = try scoreValues(finished)
    #expect(Set(values.keys) == (try ReferenceNumbers("bayes/double-descent").keys))
    for way in ["readout", "both_layers"] {
      #expect(values["\(way)/peak_parameters_over_data"] == 1)
      let (rise, fall) = (try #require(values["\(way)/peak_over_valley"]), try #require(values["\(way)/end_over_peak"]))
      #expect(abs(rise - 0.5 / curve(-4)) < 1e-9)
      #expect(abs(fall - curve(5) / 0.5) < 1e-9)
    }
    let panels = try #require(try finished.figure).summary.panels
    #expect(panels.map(\.title) == ["readout alone", "both layers"])
    for panel in panels {
      #expect(panel.labels == ["test", "training"])
      #expect(panel.layers.prefix(2).map(\.points) == [10, 10])
    }
    #expect(try finished.narrative.contains("with 20 % random labels, 2 subsets"))
  }

  /// On the images themselves: as many random features as images fit them all, and more do it with a smaller norm and
  /// error.
  @Test func theReadoutInterpolatesFromItsPeakOn() throws {
    let (bench, experiment) = (try Bench(), try experiments["bayes/double-descent"])
    func run(_ power: Int) throws -> [String: [Double]] {
      try bench.row(of: experiment, cell: [0, power + 4]).numbers
    }
    let (few, square, many) = (try run(-4), try run(0), try run(5))
    func mean(_ values: [Double]?) throws -> Double { try #require(values).mean }
    #expect(try mean(few["training_mse"]) > 1e-3)
    #expect(try mean(many["training_mse"]) < 1e-12)
    #expect(try mean(square["test_mse"]) > 2 * mean(few["test_mse"]))
    #expect(try mean(many["test_mse"]) < mean(few["test_mse"]) * 2)
  }
}
