import ExperimentSupport
import Foundation
import Lecture
import Results
import Suite
import Testing

@Suite("What networks that learn five points show")
struct TrainingFindingsTests {
  private static let widths = [32.0, 64, 128, 256, 512]

  /// Coefficients a + 2/n, kernels that spread as n^{−1/2} and change as 1/n, and weights of n and n² entries that
  /// change by squares 4, 5 and 6 of which the limit has 1 less and 2/n.
  private func value(_ column: String, _ point: Point, _ entry: Int, coefficient: Double) -> Double {
    let layer = entry % 3
    let width = point.layout.group == "/networks" ? Self.widths[point.cell[0]] : 10
    let network = Double(1 + entry / 3 % 2)
    switch column {
    case "learnt", "initial_kernel": return coefficient + 2 / width
    case "kernel_spread": return network * pow(width, -0.5)
    case "kernel_change": return network / width
    case "initial_square": return layer == 1 ? width * width : width
    case "change_square": return 4 + Double(layer)
    case "limit_square": return 3 + Double(layer) - 2 / width
    default: return Double(1 + entry % 4) - 2
    }
  }

  private func finished(_ bench: Bench, coefficient: Double = 1) throws -> FinishedExperiment {
    try bench.filled(experiments["lecture/training"]) { column, point, entry in
      value(column, point, entry, coefficient: coefficient)
    }
  }

  /// What is shown of the file that `finished` has written.
  private func weights(_ bench: Bench) throws -> FinishedExperiment {
    try FinishedExperiment(experiments["lecture/weights"], settings: bench.settings, references: nil)
  }

  @Test func slopesAndLimitsAreFitted() throws {
    let values = try scoreValues(try finished(Bench(), coefficient: 0.9))
    #expect(Set(values.keys) == (try ReferenceNumbers("lecture/training").keys))
    #expect(abs(try #require(values["function/learnt"]) - 0.9) < 1e-9)
    #expect(abs(try #require(values["kernel/initial"]) - 0.9) < 1e-9)
    #expect(abs(try #require(values["kernel/spread/slope"]) + 0.5) < 1e-9)
    #expect(abs(try #require(values["kernel/change/slope"]) + 1) < 1e-9)
  }

  @Test func normsAreRootsOfSquares() throws {
    let bench = try Bench()
    _ = try finished(bench)
    let values = try scoreValues(try weights(bench))
    #expect(Set(values.keys) == (try ReferenceNumbers("lecture/weights").keys))
    // What the limit says in the mean is computed, not filled in.
    let layers: [(name: String, power: Double, square: Double)] = [
      ("input", 0.5, 6.508159166205892), ("hidden", 1, 3.769156753203132), ("output", 0.5, 1.8878039664186704),
    ]
    for (layer, power, square) in layers {
      #expect(abs(try #require(values["\(layer)/initial/slope"]) - power) < 1e-9)
      #expect(abs(try #require(values["\(layer)/change/slope"])) < 1e-9)
      #expect(abs(try #require(values["\(layer)/ratio/slope"]) + power) < 1e-9)
      #expect(abs(try #require(values["\(layer)/initial/coefficient"]) - 1) < 1e-9)
      let coefficient = 1 + 1 / square
      #expect(abs(try #require(values["\(layer)/change/coefficient"]) - coefficient) < 1e-9)
    }
  }

  @Test func picturesHaveAColumnAWidth() throws {
    let bench = try Bench()
    let (networks, matrices) = (try finished(bench), try weights(bench))
    let training = try #require(try networks.figure).summary
    let titles = ["10", "64", "512"].map { "<i>n</i> = \($0)" }
    #expect(training.panels.map(\.title) == titles + titles)
    // A band, eight networks twice, the mean and the points; eight kernels twice and the limit.
    #expect(training.panels.map(\.layers.count) == [19, 19, 19, 17, 17, 17])
    let weights = try #require(try matrices.figure).summary
    #expect(weights.panels.count == 12)
    #expect(weights.panels.prefix(9).allSatisfy { $0.layers.map(\.points) == [100] })
    #expect(weights.panels[9].labels.suffix(3) == ["from the input", "between hidden layers", "to the output"])
    #expect(try networks.narrative.contains("32 networks a width 32, 64, 128, 256, 512"))
    #expect(try matrices.narrative.contains("10 × 10"))
  }
}
