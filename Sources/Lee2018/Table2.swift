import Datasets
import Plotting
import Results
import Suite

/// Lee et al. 2018, Table 2: test accuracy of the best Gaussian process of every training size. Its trained networks
/// are `Table2Networks`.
///
/// Each row's depth, σ_w² and σ_b² are the paper's, chosen there on the validation set; the training subsets are ours,
/// because the paper does not say which are its own. Subset seed 0 is the first n/10 of each class, evidently the
/// paper's on MNIST, where the paper's algorithm meets its accuracies to the last digit (`PaperAlgorithm`, a sweep of
/// its own); the others are random (`TrainingSubsets`).
struct Table2: HasFindings {
  typealias Found = GaussianProcessScores

  let id = "lee2018/table2"
  let title = "Test accuracy of Gaussian processes by training size (Table 2)"
  let datasets: [DatasetDescription] = [.mnist, .cifar10]
  /// 2: the lookup table's kernel has the diagonal of the authors' code.
  let revision = 2

  struct Settings: Codable {
    var rows: [GaussianProcessRow]
    /// More training subsets of some rows: how much the choice of the training images matters, the yardstick for the
    /// paper's numbers. The same at the standard and the paper tier, so that the means of rows that both have are the
    /// same numbers.
    var otherSubsets: [TrainingSubsets] = []
    /// Up to this many training images all test images get a predictive variance, and the first few beyond: it costs
    /// n² an image, for all 10,000 at the largest sizes more than the model itself, and at 10,000 training images half
    /// of it.
    var largestWithAllVariances = 20_000
    var imagesWithVarianceBeyond = 1_000
    /// The rows that are run a second time with the paper's lookup table.
    var paperAlgorithmRows: [GaussianProcessRow] = []
    var process = GaussianProcessSettings()

    func varianceImages(training n: Int, test: Int) -> Int {
      n > largestWithAllVariances ? min(imagesWithVarianceBeyond, test) : test
    }
  }

  let tiers: [Tier: TierPlan<Settings>] = [
    .quick: TierPlan(
      Settings(
        rows: GaussianProcessRow.rows(sizes: [1_000, 10_000]), largestWithAllVariances: 1_000,
        paperAlgorithmRows: GaussianProcessRow.rows(sizes: [1_000])),
      seconds: 48, megabytes: 2_500),
    .standard: TierPlan(
      Settings(
        rows: GaussianProcessRow.rows(upTo: 10_000), otherSubsets: TrainingSubsets.besideTheFirst,
        paperAlgorithmRows: GaussianProcessRow.rows(upTo: 5_000)),
      seconds: 330, megabytes: 2_500),
    .paper: TierPlan(
      Settings(
        rows: GaussianProcessRow.all, otherSubsets: TrainingSubsets.besideTheFirst,
        paperAlgorithmRows: GaussianProcessRow.all),
      seconds: 8_200, megabytes: 11_500),
  ]

  static let processes = SweepName("gaussian_process")
  private static let meanVariance = Column<Double>(
    "mean_predictive_variance", "posterior variance, mean over the first variance_images test images")
  private static let varianceImages = Column<Int>(
    "variance_images", "test images whose posterior variance was computed")

  func sweeps(_ settings: Settings) -> [Sweep] {
    let processes = Sweep(
      Self.processes,
      cells: [
        TableAxes.row(settings.rows), TableAxes.nonlinearity(NamedNonlinearity.allCases),
      ],
      columns: [
        TableColumns.depth, TableColumns.weightVariance, TableColumns.biasVariance, TableColumns.accuracy,
        TableColumns.squaredError, Self.meanVariance, Self.varianceImages, TableColumns.noiseVariance,
        TableColumns.attempts, TableColumns.trainingIndices,
      ]
    ) { point, context in
      let row = try point[TableAxes.row]
      let subset = try TrainingSubset(row, seed: 0, context: context)
      let model = row.model(try point[TableAxes.nonlinearity].value, settings.process)
      let test = try context.dataset(row.dataset).test
      let result = try model.evaluate(
        training: subset.images, test: test,
        varianceImages: settings.varianceImages(training: subset.images.count, test: test.count), context: context)
      return Row(
        TableColumns.depth => model.depth, TableColumns.weightVariance => model.weightVariance,
        TableColumns.biasVariance => model.biasVariance, Self.meanVariance => result.meanVariance,
        Self.varianceImages => result.variances.count, TableColumns.trainingIndices => subset.digest) + result.row
    }.costing { point in
      let n = try point[TableAxes.row].trainingSize
      return Self.operations(training: n, variances: settings.varianceImages(training: n, test: 10_000))
    }
    return [processes] + settings.otherSubsets.map { $0.sweep(settings.process) }
      + PaperAlgorithm.sweeps(settings.paperAlgorithmRows, settings.process)
  }

  /// Operations of a process, about, in double precision.
  static func operations(training n: Int, variances: Int) -> Double {
    4 * Double(n) * Double(n) * (Double(n) / 3 + Double(variances) + 5_000)
  }
}

extension Table2: RowsOfKnownMemory {
  func memoryBytes(row: String, sweep: SweepName) -> Int? {
    guard let row = GaussianProcessRow(rawValue: row) else { return nil }
    // An image of CIFAR-10.
    return GaussianProcessModel.memoryBytes(
      training: row.trainingSize, pixels: 3072, isExact: sweep != PaperAlgorithm.name)
  }
}
