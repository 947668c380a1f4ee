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

  struct Settings: Codable {
    /// As Gaussian processes.
    var rows: [GaussianProcessRow]
    /// As regression: that the noise of the ladder's first rung changes nothing is shown where a second evaluation is
    /// cheap.
    var regressionRows: [GaussianProcessRow]
    var process = GaussianProcessSettings()
  }

  let tiers: [Tier: TierPlan<Settings>] = [
    .quick: plan([1_000], regression: [.mnist], seconds: 9, megabytes: 1_000),
    .standard: plan([1_000, 10_000], seconds: 160, megabytes: 2_500),
    .paper: plan([1_000, 10_000, 45_000, 50_000], seconds: 9_000, megabytes: 14_000),
  ]

  private static func plan(
    _ sizes: Set<Int>, regression datasets: [DatasetDescription] = [.mnist, .cifar10], seconds: Double, megabytes: Int
  ) -> TierPlan<Settings> {
    let rows = GaussianProcessRow.rows(sizes: sizes)
    let cheap = rows.filter { $0.trainingSize <= 10_000 && datasets.contains($0.dataset) }
    return TierPlan(Settings(rows: rows, regressionRows: cheap), seconds: seconds, megabytes: megabytes)
  }

  static let processes = SweepName("gaussian_process")
  static let regressions = SweepName("regression")

  static let kernel = Axis<PriorKernel>("kernel", "kernel of the network that is the covariance")
  static let accuracy = Column<Double>("test_accuracy", "fraction of test images classified correctly")
  static let squaredError = Column<Double>(
    "test_mse", "mean squared error of the mean over test images and outputs")
  private static let noiseVariance = Column<Double>(
    "noise_variance_used", "noise variance of the factorisation that succeeded")
  private static let attempts = Column<Int>("cholesky_attempts", "noise variances tried")
  private static let meanVariance = Column<Double>(
    "mean_predictive_variance", "posterior variance, mean over test images")

  func sweeps(_ settings: Settings) -> [Sweep] {
    var regression = settings.process
    regression.noiseVariance = 0
    return [
      sweep(Self.processes, settings.rows, settings.process, withVariance: true),
      sweep(Self.regressions, settings.regressionRows, regression, withVariance: false),
    ]
  }

  private func sweep(
    _ name: SweepName, _ rows: [GaussianProcessRow], _ settings: GaussianProcessSettings, withVariance: Bool
  ) -> Sweep {
    Sweep(
      name,
      cells: [
        TableAxes.row(rows), TableAxes.nonlinearity(NamedNonlinearity.allCases), Self.kernel(PriorKernel.allCases),
      ],
      columns: [Self.accuracy, Self.squaredError, Self.noiseVariance, Self.attempts]
        + (withVariance ? [Self.meanVariance] : [])
    ) { point, context in
      let row = try point[TableAxes.row]
      var model = try row.model(point[TableAxes.nonlinearity].value, settings)
      model.prior = try point[Self.kernel]
      let result = try model.evaluate(
        training: TrainingSubset(row, seed: 0, context: context).images, test: context.dataset(row.dataset).test,
        withVariance: withVariance, context: context)
      var values = Row(
        Self.accuracy => result.accuracy, Self.squaredError => result.meanSquaredError,
        Self.noiseVariance => result.noiseVarianceUsed, Self.attempts => result.attempts)
      if withVariance { values.add(Self.meanVariance => result.meanVariance) }
      return values
    }.costing { point in
      let n = Double(try point[TableAxes.row].trainingSize)
      return n * n * (n / 3 + (withVariance ? 15_000 : 2_000))
    }
  }

  func scores(_ tables: Tables, _ settings: Settings) throws -> [Score] {
    try KernelRegressionScores(tables, settings).scores
  }

  func narrative(_ tables: Tables, _ settings: Settings) throws -> String {
    try KernelRegressionScores(tables, settings).table
  }

  func figure(_ tables: Tables, _ settings: Settings) throws -> Figure? {
    // One size is a table, not a curve.
    Set(settings.rows.map(\.trainingSize)).count > 1 ? try KernelRegressionScores(tables, settings).figure : nil
  }
}
