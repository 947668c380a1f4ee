import Datasets
import Plotting
import Results
import Suite

/// Lee et al. 2018, Table 2: test accuracy of the best Gaussian process of every training size, and of the best trained
/// network.
///
/// Each row's depth, σ_w² and σ_b² are the paper's, chosen there on the validation set; the training subsets are ours,
/// because the paper's are not published. Subset seed 0 is the first n/10 of each class, the others are random. The
/// networks are in groups of their own, see `NetworkSearch`.
struct Table2: Experiment {
  let id = "lee2018/table2"
  let title = "Test accuracy of Gaussian processes and trained networks by training size (Table 2)"
  let reference = "arXiv:1711.00165v3"
  let datasets: [DatasetDescription] = [.mnist, .cifar10]

  static let group = "/gaussian_process"

  static func rows(_ tier: Tier) -> [GaussianProcessRow] {
    switch tier {
    case .quick: GaussianProcessRow.rows(sizes: [1_000, 10_000])
    case .standard: GaussianProcessRow.rows(upTo: 10_000)
    case .paper: GaussianProcessRow.all
    }
  }

  /// How many test images get a predictive variance: it costs n² an image, for all 10,000 at the largest sizes more
  /// than the model itself, and at 10,000 training images half of it.
  static func varianceImages(training n: Int, test: Int, _ tier: Tier) -> Int {
    n > (tier == .quick ? 1_000 : 20_000) ? min(1_000, test) : test
  }

  /// Several seeds show how much the choice of the training images matters: the yardstick for the paper's numbers.
  static func subsetSeeds(_ tier: Tier) -> [Int] { tier == .standard ? Array(0..<5) : [0] }

  func cost(_ tier: Tier) -> Cost? {
    switch tier {
    case .quick: Cost(seconds: 58, memoryBytes: 2_500_000_000, diskBytes: 1_000_000)
    case .standard: Cost(seconds: 890, memoryBytes: 2_500_000_000, diskBytes: 1_000_000)
    case .paper: Cost(seconds: 120_000, memoryBytes: 11_500_000_000, diskBytes: 2_000_000)
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
          .number(
            "mean_predictive_variance", over: cell,
            "posterior variance, mean over the first variance_images test images"),
          .integer("variance_images", over: cell, "test images whose posterior variance was computed"),
          .number("noise_variance_used", over: cell, "noise variance σ_ε² of the factorisation that succeeded"),
          .integer("cholesky_attempts", over: cell, "noise variances tried"),
          Variable(
            name: "train_indices_sha256", dimensions: cell, type: .text(length: 64), units: "1",
            longName: "SHA-256 of the training images' indices"),
        ],
        cellDimensions: cell)
    ] + PaperAlgorithm.layouts(tier) + NetworkSearch.layouts(tier)
  }

  func relativeCost(group: String, cell: [Int], tier: Tier) -> Double {
    if NetworkSearch.isGroup(group) { return NetworkSearch.relativeCost(group: group, cell: cell, tier: tier) }
    let isVariant = group == PaperAlgorithm.group
    let n = (isVariant ? PaperAlgorithm.rows(tier) : Self.rows(tier))[cell[0]].trainingSize
    let variances = isVariant ? 0 : Self.varianceImages(training: n, test: 10_000, tier)
    // Operations in double precision, which take twice those of the networks.
    return 4 * Double(n) * Double(n) * (Double(n) / 3 + Double(variances) + 5_000)
  }

  func run(group: String, cell: [Int], tier: Tier, context: RunContext) throws -> CellOutcome {
    if group == PaperAlgorithm.group {
      return try PaperAlgorithm.run(cell: cell, tier: tier, context: context)
    }
    if NetworkSearch.isGroup(group) {
      return try NetworkSearch.run(group: group, cell: cell, tier: tier, context: context)
    }
    let row = Self.rows(tier)[cell[0]]
    let nonlinearity = GaussianProcessRow.nonlinearities[cell[1]].value
    let subset = try TrainingSubset(row, seed: Self.subsetSeeds(tier)[cell[2]], context: context)
    let model = row.model(nonlinearity)
    let test = try context.dataset(row.dataset).test
    let result = try model.evaluate(
      training: subset.images, test: test,
      varianceImages: Self.varianceImages(training: subset.images.count, test: test.count, tier), context: context)
    return CellOutcome(
      CellValues(
        numbers: [
          "weight_variance": [model.weightVariance], "bias_variance": [model.biasVariance],
          "test_accuracy": [result.accuracy], "test_mse": [result.meanSquaredError],
          "mean_predictive_variance": [result.meanVariance], "noise_variance_used": [result.noiseVarianceUsed],
        ],
        integers: [
          "depth": [model.depth], "cholesky_attempts": [result.attempts], "variance_images": [result.variances.count],
        ],
        texts: ["train_indices_sha256": subset.digest]))
  }

  func measurements(_ results: ResultsFile, tier: Tier) throws -> [Score] {
    try scores(results, tier).measurements + PaperAlgorithmScores(results, rows: PaperAlgorithm.rows(tier)).measurements
      + comparison(results, tier).measurements
  }

  func narrative(_ results: ResultsFile, tier: Tier) throws -> String {
    try scores(results, tier).table(beside: PaperAlgorithmScores(results, rows: PaperAlgorithm.rows(tier)))
      + "\n\n" + comparison(results, tier).table()
  }

  private func comparison(_ results: ResultsFile, _ tier: Tier) throws -> NetworkComparison {
    NetworkComparison(processes: try scores(results, tier), networks: try NetworkScores(results, tier: tier))
  }

  func figure(_ results: ResultsFile, tier: Tier) throws -> Figure? { try comparison(results, tier).figure }

  private func scores(_ results: ResultsFile, _ tier: Tier) throws -> GaussianProcessScores {
    try GaussianProcessScores(results, rows: Self.rows(tier))
  }
}
