import Foundation
import Results
import Suite
import Testing

@Suite("The tangent kernel beside the NNGP")
struct KernelRegressionTests {
  /// Accuracies that grow by 0.01 a row, 0.1 a nonlinearity and fall by 0.02 from the NNGP to the NTK. Rows of both
  /// groups count from the same first row.
  private static func values(_ cell: [Int]) -> CellValues {
    let accuracy = 0.3 + 0.01 * Double(cell[0]) + 0.1 * Double(cell[1]) - 0.02 * Double(cell[2])
    return CellValues(
      numbers: [
        "test_accuracy": [accuracy], "test_mse": [accuracy / 10], "noise_variance_used": [0],
        "mean_predictive_variance": [0.5],
      ], integers: ["cholesky_attempts": [1]])
  }

  /// The layout of regression has no variances, so cells are filled group by group.
  private static func finished(_ tier: Tier, change: Double = 0) throws -> FinishedExperiment {
    try Bench(tier: tier).finished(
      "jacot2018/regression",
      groups: { group, cell in
        var values = Self.values(cell)
        if group == "/regression" {
          values.numbers["mean_predictive_variance"] = nil
          if cell == [1, 1, 0] { values.numbers["test_accuracy"]?[0] += change }
        }
        return values
      })
  }

  @Test func measurementsCompareTheKernelsOfOneNetwork() throws {
    let measurements = try Self.finished(.standard, change: -0.03).measurements
    let values = Dictionary(uniqueKeysWithValues: measurements.map { ($0.key, $0.value) })
    // 2 data sets × 2 sizes × 2 nonlinearities, with 2 kernels × 2 scores and a difference each; and one number for
    // all.
    #expect(values.count == 8 * 5 + 1)
    // MNIST 1k, MNIST 10k, CIFAR 1k, CIFAR 10k: rows 0 to 3. Sums of three numbers below 1: 1e-15.
    let accuracy = try #require(values["cifar10/1000/tanh/ntk/test_accuracy"])
    #expect((accuracy - 0.4).magnitude < 1e-15)
    #expect((try #require(values["mnist/10000/relu/nngp/test_mse"]) - 0.031).magnitude < 1e-15)
    #expect((try #require(values["mnist/10000/relu/accuracy_difference"]) + 0.02).magnitude < 1e-15)
    #expect((try #require(values["noise/largest_accuracy_change"]) - 0.03).magnitude < 1e-15)
  }

  /// What the reference file expects is measured under the same keys; only sizes of the largest tier are missing.
  @Test func expectationsAreAboutWhatIsMeasured() throws {
    let keys = Set(try Self.finished(.paper).measurements.map(\.key))
    #expect(try ReferenceNumbers("jacot2018/regression").keys.isSubset(of: keys))
  }

  @Test func theTableNamesNetworksAndSigns() throws {
    let finished = try Self.finished(.standard)
    let lines = try finished.experiment.narrative(finished.results, tier: .standard).split(separator: "\n")
    #expect(lines.contains("| CIFAR:10k | tanh | 7-3.48-2.00 | 0.4300 | 0.4100 | -0.0200 | 0.0430 | 0.0410 |"))
    let picture = Bench.temporaryPicture()
    defer { try? FileManager.default.removeItem(at: picture) }
    try finished.draw(to: picture)
    #expect(try Data(contentsOf: picture).count > 10_000)
  }
}
