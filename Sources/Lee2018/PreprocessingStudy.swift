import Datasets
import Nonlinearities
import Plotting
import Results
import Suite

/// Which preprocessing did Lee et al. 2018 use on CIFAR-10?
///
/// The paper says "preprocessing all inputs to have identical norm" and no more; the reference code's standardisation
/// of every image gives 0.497 at CIFAR 10k where the paper has 0.478. Each candidate is crossed with the exact kernel
/// and with the paper's truncated table, whose error is large at the variances of the CIFAR rows, and held against
/// accuracy and mean squared error of every row of Table 2.
struct PreprocessingStudy: Experiment {
  let id = "lee2018/preprocessing"
  let title = "Which preprocessing and which kernel algorithm the paper's numbers come from"
  let reference = "arXiv:1711.00165v3"
  let datasets: [DatasetDescription] = [.mnist, .cifar10]

  enum Algorithm: String, CaseIterable { case exact, table }

  static func rows(_ tier: Tier) -> [GaussianProcessRow] {
    switch tier {
    case .quick: GaussianProcessRow.rows(sizes: [1_000])
    case .standard: GaussianProcessRow.rows(upTo: 10_000)
    case .paper: GaussianProcessRow.rows(upTo: 20_000)
    }
  }

  func cost(_ tier: Tier) -> Cost? {
    switch tier {
    case .quick: Cost(seconds: 25, memoryBytes: 1_500_000_000, diskBytes: 1_000_000)
    case .standard: Cost(seconds: 330, memoryBytes: 2_500_000_000, diskBytes: 1_000_000)
    case .paper: Cost(seconds: 1_500, memoryBytes: 7_000_000_000, diskBytes: 1_000_000)
    }
  }

  func layouts(_ tier: Tier) -> [SweepLayout] {
    let cell = ["row", "nonlinearity", "preprocessing", "algorithm"]
    return [
      SweepLayout(
        group: "/",
        coordinates: [
          .rows(Self.rows(tier)),
          .nonlinearity,
          Coordinate(
            name: "preprocessing", values: .strings(Preprocessing.allCases.map(\.rawValue)),
            longName: "how pixels become inputs"),
          Coordinate(
            name: "algorithm", values: .strings(Algorithm.allCases.map(\.rawValue)),
            longName: "kernel by closed form or by the paper's lookup table"),
        ],
        variables: [
          .number("test_accuracy", over: cell, "fraction of test images classified correctly"),
          .number("test_mse", over: cell, "mean squared error of the posterior mean over test images and outputs"),
          .number("noise_variance_used", over: cell, "noise variance σ_ε² of the factorisation that succeeded"),
          .integer("cholesky_attempts", over: cell, "noise variances tried"),
        ],
        cellDimensions: cell)
    ]
  }

  func relativeCost(group: String, cell: [Int], tier: Tier) -> Double {
    let n = Double(Self.rows(tier)[cell[0]].trainingSize)
    return n * n * n / 3 + n * 1e7
  }

  func run(group: String, cell: [Int], tier: Tier, context: RunContext) throws -> CellOutcome {
    let row = Self.rows(tier)[cell[0]]
    let nonlinearity = GaussianProcessRow.nonlinearities[cell[1]]
    var model = row.model(nonlinearity.value)
    model.preprocessing = Preprocessing.allCases[cell[2]]
    if Algorithm.allCases[cell[3]] == .table {
      // One table a nonlinearity for the whole run: its rows take longer than most cells.
      let table = context.recent("table of \(nonlinearity.name)", for: nonlinearity.name) {
        LookupTable(nonlinearity.value)
      }
      model.algorithm = .lookupTable(table)
    }
    let result = try model.evaluate(
      training: TrainingSubset(row, seed: 0, context: context).images, test: context.dataset(row.dataset).test,
      withVariance: false, context: context)
    return CellOutcome(
      CellValues(
        numbers: [
          "test_accuracy": [result.accuracy], "test_mse": [result.meanSquaredError],
          "noise_variance_used": [result.noiseVarianceUsed],
        ],
        integers: ["cholesky_attempts": [result.attempts]]))
  }

  func measurements(_ results: ResultsFile, tier: Tier) throws -> [Score] {
    try PreprocessingScores(results, rows: Self.rows(tier)).measurements
  }

  func narrative(_ results: ResultsFile, tier: Tier) throws -> String {
    try PreprocessingScores(results, rows: Self.rows(tier)).narrative
  }

  func figure(_ results: ResultsFile, tier: Tier) throws -> Figure? {
    // One size is a table, not a curve.
    tier == .quick ? nil : try PreprocessingScores(results, rows: Self.rows(tier)).figure
  }
}
