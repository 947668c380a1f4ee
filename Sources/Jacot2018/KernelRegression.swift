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
struct KernelRegression: HasFindings {
  typealias Found = KernelRegressionScores

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
  static let squaredError = Column<Double>(
    "test_mse", "mean squared error of the mean over test images and outputs")
  private static let noiseVariance = Column<Double>(
    "noise_variance_used", "noise variance of the factorisation that succeeded")
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
      columns: [TableColumns.accuracy, Self.squaredError, Self.noiseVariance, TableColumns.attempts]
        + (withVariance ? [Self.meanVariance] : [])
    ) { point, context in
      let row = try point[TableAxes.row]
      var model = try row.model(point[TableAxes.nonlinearity].value, settings)
      model.prior = try point[Self.kernel]
      let result = try model.evaluate(row, withVariance: withVariance, context: context)
      return withVariance ? result.row + Row(Self.meanVariance => result.meanVariance) : result.row
    }.costing { point in
      let n = Double(try point[TableAxes.row].trainingSize)
      return n * n * (n / 3 + (withVariance ? 15_000 : 2_000))
    }
  }
}
