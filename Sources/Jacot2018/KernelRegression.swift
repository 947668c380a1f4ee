import Datasets
import Plotting
import Results
import Suite

/// The neural tangent kernel beside the NNGP kernel of the same networks, as kernel regression (Jacot et al. 2018,
/// Section 5) and as Gaussian process, on MNIST and CIFAR-10.
///
/// The networks are the rows of Lee et al. 2018, Table 2, whose depth and variances were chosen there for the NNGP. The
/// process starts its noise ladder at 1e-10 as that paper does and gives variances too; regression starts it at 0, so
/// that the mean is that of gradient flow at t = ∞.
struct KernelRegression: Experiment {
  let id = "jacot2018/regression"
  let title = "The tangent kernel beside the NNGP: regression on MNIST and CIFAR-10"
  let reference = "arXiv:1806.07572"
  let datasets: [DatasetDescription] = [.mnist, .cifar10]

  enum Method: String, CaseIterable {
    case gaussianProcess = "/gaussian_process"
    case regression = "/regression"

    var noiseVariance: Double { self == .gaussianProcess ? 1e-10 : 0 }
  }

  static func rows(_ tier: Tier) -> [GaussianProcessRow] {
    switch tier {
    case .quick: GaussianProcessRow.rows(sizes: [1_000])
    case .standard: GaussianProcessRow.rows(sizes: [1_000, 10_000])
    case .paper: GaussianProcessRow.rows(sizes: [1_000, 10_000, 45_000, 50_000])
    }
  }

  /// That the noise of the ladder's first rung changes nothing is shown where a second evaluation is cheap.
  static func rows(_ tier: Tier, _ method: Method) -> [GaussianProcessRow] {
    if method == .gaussianProcess { return rows(tier) }
    return rows(tier).filter { $0.trainingSize <= 10_000 && (tier != .quick || $0.dataset == .mnist) }
  }

  func cost(_ tier: Tier) -> Cost? {
    switch tier {
    case .quick: Cost(seconds: 9, memoryBytes: 1_000_000_000, diskBytes: 1_000_000)
    case .standard: Cost(seconds: 160, memoryBytes: 2_500_000_000, diskBytes: 1_000_000)
    case .paper: Cost(seconds: 9_000, memoryBytes: 14_000_000_000, diskBytes: 1_000_000)
    }
  }

  func layouts(_ tier: Tier) -> [SweepLayout] {
    let cell = ["row", "nonlinearity", "kernel"]
    return Method.allCases.map { method in
      let variances: [Variable] = [
        .number("mean_predictive_variance", over: cell, "posterior variance, mean over test images")
      ]
      return SweepLayout(
        group: method.rawValue,
        coordinates: [
          .rows(Self.rows(tier, method)), .nonlinearity,
          Coordinate(
            name: "kernel", values: .strings(PriorKernel.allCases.map(\.rawValue)),
            longName: "kernel of the network that is the covariance"),
        ],
        variables: [
          .number("test_accuracy", over: cell, "fraction of test images classified correctly"),
          .number("test_mse", over: cell, "mean squared error of the mean over test images and outputs"),
          .number("noise_variance_used", over: cell, "noise variance of the factorisation that succeeded"),
          .integer("cholesky_attempts", over: cell, "noise variances tried"),
        ] + (method == .gaussianProcess ? variances : []),
        cellDimensions: cell)
    }
  }

  func relativeCost(group: String, cell: [Int], tier: Tier) -> Double {
    let n = Double(Self.rows(tier)[cell[0]].trainingSize)
    return n * n * (n / 3 + (group == Method.gaussianProcess.rawValue ? 15_000 : 2_000))
  }

  func run(group: String, cell: [Int], tier: Tier, context: RunContext) throws -> CellOutcome {
    let method = Method(rawValue: group) ?? .gaussianProcess
    let row = Self.rows(tier, method)[cell[0]]
    var model = row.model(GaussianProcessRow.nonlinearities[cell[1]].value)
    model.prior = PriorKernel.allCases[cell[2]]
    model.noiseVariance = method.noiseVariance
    let result = try model.evaluate(
      training: TrainingSubset(row, seed: 0, context: context).images, test: context.dataset(row.dataset).test,
      withVariance: method == .gaussianProcess, context: context)
    var values = CellValues(
      numbers: [
        "test_accuracy": [result.accuracy], "test_mse": [result.meanSquaredError],
        "noise_variance_used": [result.noiseVarianceUsed],
      ],
      integers: ["cholesky_attempts": [result.attempts]])
    if method == .gaussianProcess { values.numbers["mean_predictive_variance"] = [result.meanVariance] }
    return CellOutcome(values)
  }

  func measurements(_ results: ResultsFile, tier: Tier) throws -> [Score] {
    try KernelRegressionScores(results, tier: tier).measurements
  }

  func narrative(_ results: ResultsFile, tier: Tier) throws -> String {
    try KernelRegressionScores(results, tier: tier).table
  }

  func figure(_ results: ResultsFile, tier: Tier) throws -> Figure? {
    // One size is a table, not a curve.
    tier == .quick ? nil : try KernelRegressionScores(results, tier: tier).figure
  }
}
