import ExperimentSupport
import Foundation
import Jacot2018
import Plotting
import Results
import Suite
import Testing

@Suite("The tangent kernel beside the NNGP")
struct KernelRegressionTests {
  /// Accuracies that grow by 0.01 a row, 0.1 a nonlinearity and fall by 0.02 from the NNGP to the NTK. Rows of both
  /// sweeps count from the same first row. Regression is off by `change` with the NNGP of the second row and
  /// nonlinearity.
  private static func finished(_ tier: Tier, change: Double = 0) throws -> FinishedExperiment {
    try Bench(tier: tier).filled(experiments["jacot2018/regression"]) { column, point, _ in
      let cell = point.cell
      let accuracy = 0.3 + 0.01 * Double(cell[0]) + 0.1 * Double(cell[1]) - 0.02 * Double(cell[2])
      let isOff = point.layout.group == "/regression" && cell == [1, 1, 0]
      return switch column {
      case "test_accuracy": accuracy + (isOff ? change : 0)
      case "test_mse": accuracy / 10
      default: 1
      }
    }
  }

  @Test func scoresCompareTheKernelsOfOneNetwork() throws {
    let values = try scoreValues(Self.finished(.standard, change: -0.03))
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
    let keys = try scoreValues(Self.finished(.paper)).keys
    #expect(try ReferenceNumbers("jacot2018/regression").keys.isSubset(of: keys))
  }

  /// Regression is shown where it is cheap; variances are the processes' alone.
  @Test(arguments: [
    (Tier.quick, ["MNIST:1k"]), (.standard, ["MNIST:1k", "MNIST:10k", "CIFAR:1k", "CIFAR:10k"]),
    (.paper, ["MNIST:1k", "MNIST:10k", "CIFAR:1k", "CIFAR:10k"]),
  ])
  func regressionHasTheCheapRows(tier: Tier, rows: [String]) throws {
    let sweeps = try experiments["jacot2018/regression"].plan(tier).layouts
    #expect(sweeps.map(\.group) == ["/gaussian_process", "/regression"])
    #expect(sweeps.last?.coordinate("row")?.values == .strings(rows))
    #expect(sweeps.map { $0.variables.contains { $0.name == "mean_predictive_variance" } } == [true, false])
  }

  @Test func theTableNamesNetworksAndSigns() throws {
    let finished = try Self.finished(.standard)
    let lines = try finished.narrative.split(separator: "\n")
    #expect(lines.contains("| CIFAR:10k | tanh | 7-3.48-2.00 | 0.4300 | 0.4100 | -0.0200 | 0.0430 | 0.0410 |"))
    let summary = try #require(try finished.figure).summary
    #expect(summary.panels.map(\.title) == ["MNIST", "CIFAR-10"])
    #expect(summary.panels.allSatisfy { $0.labels == ["NTK, ReLU", "NNGP, ReLU", "NTK, tanh", "NNGP, tanh"] })
    #expect(summary.panels.flatMap(\.layers).allSatisfy { $0.points == 2 })
    // One size is no curve.
    #expect(try Self.finished(.quick).figure == nil)
  }
}
