import Datasets
import Plotting
import Results
import Suite

/// The neural tangent kernel beside the NNGP kernel of the same networks, as kernel regression (Jacot et al. 2018,
/// Section 5) and as Gaussian process, on MNIST and CIFAR-10.
///
/// The networks are the rows of Lee et al. 2018, Table 2, whose depth and variances were chosen there for the NNGP. The
/// process starts its noise ladder at 1e-10 as that paper does and gives variances too; regression starts it at 0, so
/// that the mean is that of gradient flow at t = ∞. Each kernel is computed and factored by itself: the triangles of
/// both with 50,000 images are 20 GB, and a kernel costs a few of the fifteen minutes that its factor and predictions
/// take.
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
    /// Test images with a variance, which at the largest sizes cost as much as the factor; nil: all.
    var varianceImages: Int?
  }

  let tiers: [Tier: TierPlan<Settings>] = [
    .quick: plan([1_000], regression: [.mnist], seconds: 9, megabytes: 1_000),
    .standard: plan([1_000, 10_000], seconds: 160, megabytes: 2_500),
    .paper: plan([1_000, 10_000, 45_000, 50_000], varianceImages: 1_000, seconds: 7_500, megabytes: 14_000),
  ]

  private static func plan(
    _ sizes: Set<Int>, regression datasets: [DatasetDescription] = [.mnist, .cifar10], varianceImages: Int? = nil,
    seconds: Double, megabytes: Int
  ) -> TierPlan<Settings> {
    let rows = GaussianProcessRow.rows(sizes: sizes)
    let cheap = rows.filter { $0.trainingSize <= 10_000 && datasets.contains($0.dataset) }
    return TierPlan(
      Settings(rows: rows, regressionRows: cheap, varianceImages: varianceImages), seconds: seconds,
      megabytes: megabytes)
  }

  static let processes = SweepName("gaussian_process")
  static let regressions = SweepName("regression")

  static let kernel = Axis<PriorKernel>("kernel", "kernel of the network that is the covariance")
  static let squaredError = Column<Double>(
    "test_mse", "mean squared error of the mean over test images and outputs")
  private static let noiseVariance = Column<Double>(
    "noise_variance_used", "noise variance of the factorisation that succeeded")
  private static let meanVariance = Column<Double>(
    "mean_predictive_variance", "posterior variance, mean over the test images that have one")

  func sweeps(_ settings: Settings) -> [Sweep] {
    var regression = settings.process
    regression.noiseVariance = 0
    return [
      sweep(Self.processes, settings.rows, settings.process, variances: settings.varianceImages ?? .max),
      sweep(Self.regressions, settings.regressionRows, regression, variances: 0),
    ]
  }

  private func sweep(
    _ name: SweepName, _ rows: [GaussianProcessRow], _ settings: GaussianProcessSettings,
    variances most: Int
  ) -> Sweep {
    Sweep(
      name,
      cells: [
        TableAxes.row(rows), TableAxes.nonlinearity(NamedNonlinearity.allCases), Self.kernel(PriorKernel.allCases),
      ],
      columns: [TableColumns.accuracy, Self.squaredError, Self.noiseVariance, TableColumns.attempts]
        + (most > 0 ? [Self.meanVariance] : [])
    ) { point, context in
      let row = try point[TableAxes.row]
      var model = try row.model(point[TableAxes.nonlinearity].value, settings)
      model.prior = try point[Self.kernel]
      let test = try context.dataset(row.dataset).test
      let result = try model.evaluate(
        training: TrainingSubset(row, seed: 0, context: context).images, test: test,
        varianceImages: min(most, test.count), context: context)
      return most > 0 ? result.row + Row(Self.meanVariance => result.meanVariance) : result.row
    }.costing { point in
      let n = Double(try point[TableAxes.row].trainingSize)
      return n * n * (n / 3 + 2_000 + Double(min(most, 10_000)))
    }
  }
}
