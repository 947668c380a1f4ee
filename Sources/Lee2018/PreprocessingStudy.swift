import Datasets
import Plotting
import Results
import Suite

/// Which preprocessing did Lee et al. 2018 use on CIFAR-10?
///
/// The paper says "preprocessing all inputs to have identical norm" and no more; the reference code's standardisation
/// of every image meets its MNIST accuracies to the last digit and gives 0.497 at CIFAR 10k where the paper has 0.478.
/// Each candidate is crossed with the exact kernel and with the paper's truncated table, whose error is large at the
/// variances of the CIFAR rows, and held against accuracy and mean squared error of every row of Table 2. Images that
/// have lost something are held against CIFAR-10's rows one by one, see `Degradation`.
struct PreprocessingStudy: HasFindings {
  typealias Found = PreprocessingScores

  let id = "lee2018/preprocessing"
  let title = "Which preprocessing and which kernel algorithm the paper's numbers come from"
  let datasets: [DatasetDescription] = [.mnist, .cifar10]
  let publishedUnder = "lee2018/table2"
  /// 3: every training subset has pixel noise of its own. 2: the lookup table's kernel has the diagonal of the authors'
  /// code.
  let revision = 3

  struct Settings: Codable {
    var rows: [GaussianProcessRow]
    /// The rows of CIFAR-10 that are run with degraded images, too.
    var degraded: [TrainingSubsets] = []
    /// But for the preprocessing, which is varied.
    var process = GaussianProcessSettings()
  }

  let tiers: [Tier: TierPlan<Settings>] = [
    .quick: TierPlan(Settings(rows: GaussianProcessRow.rows(sizes: [1_000])), seconds: 25, megabytes: 1_500),
    .standard: TierPlan(
      Settings(rows: GaussianProcessRow.rows(upTo: 10_000), degraded: [degraded([500, 1_000, 2_000], seeds: 1...3)]),
      seconds: 410, megabytes: 2_500),
    .paper: TierPlan(
      Settings(
        rows: GaussianProcessRow.rows(upTo: 20_000),
        degraded: [
          degraded([500, 1_000, 2_000], seeds: 1...3), degraded([5_000, 10_000], seeds: 1...2, "degraded_large"),
          degraded([20_000], seeds: 1...1, "degraded_largest"),
        ]),
      seconds: 4_200, megabytes: 7_000),
  ]

  private static func degraded(
    _ sizes: Set<Int>, seeds: ClosedRange<Int>, _ name: String = "degraded"
  ) -> TrainingSubsets {
    let rows = GaussianProcessRow.rows(sizes: sizes).filter { $0.dataset == .cifar10 }
    return TrainingSubsets(sweepName: name, rows: rows, seeds: Array(seeds))
  }

  static let preprocessings = SweepName("preprocessings")
  static let preprocessing = Axis<Preprocessing>("preprocessing", "how pixels become inputs")

  func sweeps(_ settings: Settings) -> [Sweep] {
    let preprocessings = Sweep(
      Self.preprocessings,
      cells: [
        TableAxes.row(settings.rows), TableAxes.nonlinearity(NamedNonlinearity.allCases),
        Self.preprocessing(Preprocessing.allCases), KernelChoice.axis(KernelChoice.allCases),
      ],
      columns: TableColumns.process
    ) { point, context in
      let (row, kind) = (try point[TableAxes.row], try point[TableAxes.nonlinearity])
      var model = row.model(kind.value, settings.process)
      model.preprocessing = try point[Self.preprocessing]
      model.algorithm = try point[KernelChoice.axis].algorithm(kind, context)
      return try model.evaluate(row, context: context).row
    }.costing { Self.cost(try $0[TableAxes.row]) }
    return settings.degraded.map { DegradedImages.sweep($0, settings.process) } + [preprocessings]
  }

  static func cost(_ row: GaussianProcessRow) -> Double {
    let n = Double(row.trainingSize)
    return n * n * n / 3 + n * 1e7
  }
}

extension Preprocessing: AxisValue {}
