import Nonlinearities
import Results
import Suite

/// The second group of Table 2: its models with the kernel of the paper's own algorithm, the truncated lookup table of
/// Section 2.5, which is far from the exact kernel at the variances of the CIFAR rows. Accuracies alone, without
/// variances.
enum PaperAlgorithm {
  static let group = "/paper_algorithm"

  /// The rows that are run a second time: enough to tell whether the truncated table explains a difference. The largest
  /// two would add a third to the time of the whole table.
  static func rows(_ tier: Tier) -> [GaussianProcessRow] {
    tier == .paper ? GaussianProcessRow.rows(upTo: 20_000) : []
  }

  static func layouts(_ tier: Tier) -> [SweepLayout] {
    let cell = ["row", "nonlinearity"]
    let rows = rows(tier)
    guard !rows.isEmpty else { return [] }
    return [
      SweepLayout(
        group: group, coordinates: [.rows(rows), .nonlinearity],
        variables: [
          .number("test_accuracy", over: cell, "fraction of test images classified correctly"),
          .number("test_mse", over: cell, "mean squared error of the posterior mean over test images and outputs"),
          .number("noise_variance_used", over: cell, "noise variance σ_ε² of the factorisation that succeeded"),
          .integer("cholesky_attempts", over: cell, "noise variances tried"),
          Variable(
            name: "train_indices_sha256", dimensions: cell, type: .text(length: 64), units: "1",
            longName: "SHA-256 of the training images' indices"),
        ],
        cellDimensions: cell)
    ]
  }

  static func run(cell: [Int], tier: Tier, context: RunContext) throws -> CellOutcome {
    let row = rows(tier)[cell[0]]
    let nonlinearity = GaussianProcessRow.nonlinearities[cell[1]]
    // One table a nonlinearity for the whole run: its rows take longer than most cells.
    let table = context.recent("table of \(nonlinearity.name)", for: nonlinearity.name) {
      LookupTable(nonlinearity.value)
    }
    var model = row.model(nonlinearity.value)
    model.algorithm = .lookupTable(table)
    let subset = try TrainingSubset(row, seed: 0, context: context)
    let result = try model.evaluate(
      training: subset.images, test: context.dataset(row.dataset).test, withVariance: false, context: context)
    return CellOutcome(
      CellValues(
        numbers: [
          "test_accuracy": [result.accuracy], "test_mse": [result.meanSquaredError],
          "noise_variance_used": [result.noiseVarianceUsed],
        ],
        integers: ["cholesky_attempts": [result.attempts]], texts: ["train_indices_sha256": subset.digest]))
  }
}
