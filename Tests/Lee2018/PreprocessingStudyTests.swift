import ExperimentSupport
import Lee2018
import Plotting
import Suite
import Testing

@Suite("The preprocessing study")
struct PreprocessingStudyTests {
  /// A made-up file that is off the paper by 0.01 times the number of the preprocessing, upwards for the exact kernel
  /// and downwards for the table, and on degraded images by 0.01 times the number of the degradation and 0.001 times
  /// that of the subset.
  private static func finished(_ tier: Tier, isOfPapersImages: Bool = true) throws -> FinishedExperiment {
    let published = try ReferenceNumbers("lee2018/table2")
    let study = try experiments["lee2018/preprocessing"]
    return try Bench(tier: tier).filled(study, isOfPapersImages: isOfPapersImages) { column, point, _ in
      let key = try point[TableAxes.row].key(point[TableAxes.nonlinearity])
      let offset =
        point.layout.group == "/preprocessings"
        ? 0.01 * Double(point.cell[2]) * (point.cell[3] == 0 ? 1 : -1)
        : 0.01 * Double(point.cell[0]) + 0.001 * Double(point.cell[2] + 1)
      return switch column {
      case "test_accuracy": (published["\(key)/test_accuracy"]?.value ?? .nan) + offset
      case "test_mse": (published["\(key)/test_mse"]?.value ?? 0) + 2 * offset
      default: 1
      }
    }
  }

  /// Numbers of at most 1 are stored and subtracted: 1e-15.
  @Test(arguments: [Tier.quick, .standard]) func deviationsAreRootMeanSquares(_ tier: Tier) throws {
    let values = try scoreValues(Self.finished(tier))
    // Six degradations of three rows, two nonlinearities, accuracy and error.
    #expect(values.count == 2 * 5 * 2 * 2 + (tier == .quick ? 0 : 6 * 3 * 2 * 2))
    for (index, name) in ["perImageStandardised", "scalarMeanUnitNorm", "pixelMeanUnitNorm"].enumerated() {
      for dataset in ["mnist", "cifar10"] {
        for algorithm in ["exact", "table"] {
          let accuracy = try #require(values["\(dataset)/\(name)/\(algorithm)/accuracy_deviation"])
          let squaredError = try #require(values["\(dataset)/\(name)/\(algorithm)/mse_deviation"])
          #expect((accuracy - 0.01 * Double(index)).magnitude < 1e-15)
          #expect((squaredError - 0.02 * Double(index)).magnitude < 1e-15)
        }
      }
    }
  }

  @Test func narrativeGivesSignsAndEveryRow() throws {
    let text = try Self.finished(.standard).narrative
    #expect(text.contains("| scalarMeanUnitNorm | exact | 0.0100 (+0.0100) | 0.0200 (+0.0200) |"))
    #expect(text.contains("| scalarMeanUnitNorm | table | 0.0100 (-0.0100) | 0.0200 (-0.0200) |"))
    #expect(text.contains("| CIFAR:2k | ReLU | 0.3953 / 0.0761 | 0.3953 / 0.0761 |"))
    // Figure 1b does not show this row's error.
    #expect(text.contains("| MNIST:2k | tanh | 0.9477 / – |"))
    #expect(text.contains("nearest to the paper's accuracies is perImageStandardised with the exact kernel"))
  }

  @Test func residualsAreSignedMeansOverSubsets() throws {
    let finished = try Self.finished(.standard)
    let scores = try finished.scores
    let noise = try #require(scores.first { $0.key == "cifar10/2000/tanh/pixelNoise/accuracy_residual" })
    // The third degradation, subsets 1 … 3.
    #expect((noise.value - 0.022).magnitude < 1e-15 && noise.samples == 3)
    #expect(noise.title == "CIFAR-10 2k, tanh, pixel noise, sd 22, test accuracy here − paper")
    let reference = try ReferenceNumbers("lee2018/preprocessing")
    let judged = scores.map(\.key).filter { $0.hasSuffix("_residual") }
    #expect(judged.count == 72 && Set(judged).isSubset(of: reference.keys))
    #expect(try finished.narrative.contains("| CIFAR:2k | tanh | +0.2 (0.1) / +40 (20) | +1.2 (0.1) / +240 (20) |"))
  }

  @Test func residualsAreDrawnBySize() throws {
    let figure = try #require(try Self.finished(.standard).figure)
    #expect(figure.panels.map(\.title) == ["CIFAR-10, ReLU", "CIFAR-10, tanh", "CIFAR-10, ReLU", "CIFAR-10, tanh"])
    // Six degradations, and zero.
    #expect(figure.panels.allSatisfy { $0.layers.count == 7 })
    #expect(try Self.finished(.quick).figure == nil)
  }

  /// Accuracies on other images have no distance from the paper's.
  @Test func proceduralImagesAreNotHeldAgainstThePaper() throws {
    let finished = try Self.finished(.standard, isOfPapersImages: false)
    #expect(try finished.scores.isEmpty)
    #expect(try finished.figure == nil)
    let text = try finished.narrative
    #expect(text.contains("| CIFAR:2k | ReLU | – / – | 0.3953 / 0.0761 |"))
    #expect(!text.contains("ours − paper"))
  }
}
