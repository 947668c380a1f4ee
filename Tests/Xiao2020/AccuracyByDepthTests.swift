import ExperimentSupport
import Plotting
import Results
import Suite
import Testing
import Xiao2020

@Suite("Accuracy by depth far from the critical line")
struct AccuracyByDepthTests {
  private static let depths = Array(0...9) + Array(stride(from: 10, through: 105, by: 5))

  /// Ordered: training falls linearly to chance at depth 10, test accuracy with it from 0.3. Chaotic: training 1 but at
  /// depth 0, test accuracy chance from depth 10 on.
  @Test func phasesAreReadApart() throws {
    let finished = try Bench().filled(experiments["xiao2020/accuracy-by-depth"]) { column, point, entry in
      let depth = Double(Self.depths[entry / 5])
      let rest = max(0, 1 - depth / 10)
      let isTraining = column == "training_accuracy"
      if try point[AccuracyGrid.weightVariance] < 1 { return 0.1 + (isTraining ? 0.9 : 0.2) * rest }
      return isTraining ? (depth > 0 ? 1 : 0.5) : 0.1 + 0.2 * rest
    }
    let values = try scoreValues(finished)
    #expect(Set(values.keys) == (try ReferenceNumbers("xiao2020/accuracy-by-depth").keys))
    for kernel in ["ntk", "nngp"] {
      #expect((try #require(values["\(kernel)/ordered/deep_training_accuracy"]) - 0.1).magnitude < 1e-12)
      // Half-way at depth 5.
      #expect((try #require(values["\(kernel)/ordered/test_accuracy_above_chance"]) - 0.1).magnitude < 1e-12)
      #expect(values["\(kernel)/chaotic/least_training_accuracy"] == 1)
      #expect((try #require(values["\(kernel)/chaotic/shallow_test_accuracy_above_chance"]) - 0.18).magnitude < 1e-12)
      #expect((try #require(values["\(kernel)/chaotic/deep_test_accuracy"]) - 0.1).magnitude < 1e-12)
    }
    let figure = try #require(try finished.figure)
    #expect(
      figure.panels.map(\.title) == [
        "ordered, σ<sub>w</sub><sup>2</sup> = 0.5", "chaotic, σ<sub>w</sub><sup>2</sup> = 25",
      ])
    #expect(figure.panels.allSatisfy { $0.layers.count == 5 })
  }
}
