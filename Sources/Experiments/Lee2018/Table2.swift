import Datasets
import Plotting
import Results
import Suite

/// Lee et al. 2018, Table 2: test accuracy of the best Gaussian process of every training size.
///
/// Each row's depth, σ_w² and σ_b² are the paper's, chosen there on the validation set; the training subsets are ours,
/// because the paper's are not published. Subset seed 0 is the first n/10 of each class, the others are random.
struct Table2: Experiment {
  let id = "lee2018/table2"
  let title = "Test accuracy of Gaussian processes by training size (Table 2)"
  let reference = "arXiv:1711.00165v3"
  let datasets: [DatasetName] = [.mnist, .cifar10]

  static let group = "/gaussian_process"

  static func rows(_ tier: Tier) -> [GaussianProcessRow] {
    switch tier {
    case .quick: GaussianProcessRow.rows(sizes: [1_000, 10_000])
    case .standard: GaussianProcessRow.rows(upTo: 10_000)
    case .paper: GaussianProcessRow.rows(upTo: 20_000)
    }
  }

  /// Several seeds show how much the choice of the training images matters: the yardstick for the paper's numbers.
  static func subsetSeeds(_ tier: Tier) -> [Int] { tier == .standard ? Array(0..<5) : [0] }

  func cost(_ tier: Tier) -> Cost? {
    switch tier {
    case .quick: Cost(seconds: 55, memoryBytes: 2_500_000_000, diskBytes: 1_000_000)
    case .standard: Cost(seconds: 330, memoryBytes: 2_500_000_000, diskBytes: 1_000_000)
    case .paper: Cost(seconds: 300, memoryBytes: 5_500_000_000, diskBytes: 1_000_000)
    }
  }

  func layouts(_ tier: Tier) -> [SweepLayout] {
    let cell = ["row", "nonlinearity", "subset_seed"]
    return [
      SweepLayout(
        group: Self.group,
        coordinates: [
          .rows(Self.rows(tier)),
          .nonlinearity,
          Coordinate(
            name: "subset_seed", values: .integers(Self.subsetSeeds(tier)), longName: "seed of the training subset"),
        ],
        variables: [
          .integer("depth", over: cell, "number of hidden layers"),
          .number("weight_variance", over: cell, "weight variance σ_w²"),
          .number("bias_variance", over: cell, "bias variance σ_b²"),
          .number("test_accuracy", over: cell, "fraction of test images classified correctly"),
          .number("test_mse", over: cell, "mean squared error of the posterior mean over test images and outputs"),
          .number("mean_predictive_variance", over: cell, "posterior variance, mean over test images"),
          .number("noise_variance_used", over: cell, "noise variance σ_ε² of the factorisation that succeeded"),
          .integer("cholesky_attempts", over: cell, "noise variances tried"),
          Variable(
            name: "train_indices_sha256", dimensions: cell, type: .text(length: 64), units: "1",
            longName: "SHA-256 of the training images' indices"),
        ],
        cellDimensions: cell)
    ]
  }

  func relativeCost(group: String, cell: [Int], tier: Tier) -> Double {
    let n = Double(Self.rows(tier)[cell[0]].trainingSize)
    return n * n * (n / 3 + 15_000)
  }

  func run(group: String, cell: [Int], tier: Tier, context: RunContext) throws -> CellOutcome {
    let row = Self.rows(tier)[cell[0]]
    let nonlinearity = GaussianProcessRow.nonlinearities[cell[1]].value
    let subset = try TrainingSubset(row, seed: Self.subsetSeeds(tier)[cell[2]], context: context)
    let model = row.model(nonlinearity)
    let result = try model.evaluate(
      training: subset.images, test: context.dataset(row.dataset).test, withVariance: true, context: context)
    return CellOutcome(
      CellValues(
        numbers: [
          "weight_variance": [model.weightVariance], "bias_variance": [model.biasVariance],
          "test_accuracy": [result.accuracy], "test_mse": [result.meanSquaredError],
          "mean_predictive_variance": [result.meanVariance], "noise_variance_used": [result.noiseVarianceUsed],
        ],
        integers: ["depth": [model.depth], "cholesky_attempts": [result.attempts]],
        texts: ["train_indices_sha256": subset.digest]))
  }

  func measurements(_ results: ResultsFile, tier: Tier) throws -> [Measurement] {
    try GaussianProcessScores(results, rows: Self.rows(tier)).measurements
  }

  func narrative(_ results: ResultsFile, tier: Tier) throws -> String {
    try GaussianProcessScores(results, rows: Self.rows(tier)).table
  }

  func figure(_ results: ResultsFile, tier: Tier) throws -> Figure? {
    try GaussianProcessScores(results, rows: Self.rows(tier)).figure
  }
}
