import Experiments
import Foundation
import Results
import Suite
import Testing

@Suite("The preprocessing study")
struct PreprocessingStudyTests {
  /// A made-up file that is off the paper by 0.01 times the number of the preprocessing, upwards for the exact kernel
  /// and downwards for the table.
  private static func finished(_ tier: Tier) throws -> FinishedExperiment {
    let layout = try #require(try Bench.experiment("lee2018/preprocessing").layouts(tier).first)
    guard case .strings(let labels)? = layout.coordinates.first(where: { $0.name == "row" })?.values else {
      throw CocoaError(.coderInvalidValue)
    }
    return try Bench(tier: tier).finished("lee2018/preprocessing") { cell in
      let row = GaussianProcessRow.all.first { $0.label == labels[cell[0]] }
      let setting = row?.setting(GaussianProcessRow.nonlinearities[cell[1]].value)
      let offset = 0.01 * Double(cell[2]) * (cell[3] == 0 ? 1 : -1)
      return CellValues(
        numbers: [
          "test_accuracy": [(setting?.accuracy ?? .nan) + offset],
          "test_mse": [(setting?.squaredError ?? 0) + 2 * offset], "noise_variance_used": [1e-10],
        ], integers: ["cholesky_attempts": [1]])
    }
  }

  /// Numbers of at most 1 are stored and subtracted: 1e-15.
  @Test(arguments: [Tier.quick, .standard]) func deviationsAreRootMeanSquares(_ tier: Tier) throws {
    let values = Dictionary(uniqueKeysWithValues: try Self.finished(tier).measurements.map { ($0.key, $0.value) })
    #expect(values.count == 2 * 5 * 2 * 2)
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
    let finished = try Self.finished(.standard)
    let text = try finished.experiment.narrative(finished.results, tier: .standard)
    #expect(text.contains("| scalarMeanUnitNorm | exact | 0.0100 (+0.0100) | 0.0200 (+0.0200) |"))
    #expect(text.contains("| scalarMeanUnitNorm | table | 0.0100 (-0.0100) | 0.0200 (-0.0200) |"))
    #expect(text.contains("| CIFAR:2k | ReLU | 0.3953 / 0.0761 | 0.3953 / 0.0761 |"))
    // Figure 1b does not show this row's error.
    #expect(text.contains("| MNIST:2k | tanh | 0.9477 / – |"))
  }

  @Test func curvesAreDrawn() throws {
    let picture = Bench.temporaryPicture()
    defer { try? FileManager.default.removeItem(at: picture) }
    try Self.finished(.standard).draw(to: picture)
    #expect(try Data(contentsOf: picture).count > 10_000)
  }
}
