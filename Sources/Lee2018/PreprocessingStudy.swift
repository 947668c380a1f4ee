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
struct PreprocessingStudy: HasFindings {
  typealias Found = PreprocessingScores

  let id = "lee2018/preprocessing"
  let title = "Which preprocessing and which kernel algorithm the paper's numbers come from"
  let datasets: [DatasetDescription] = [.mnist, .cifar10]
  let publishedUnder = "lee2018/table2"

  struct Settings: Codable {
    var rows: [GaussianProcessRow]
    /// But for the preprocessing, which is varied.
    var process = GaussianProcessSettings()
  }

  let tiers: [Tier: TierPlan<Settings>] = [
    .quick: TierPlan(Settings(rows: GaussianProcessRow.rows(sizes: [1_000])), seconds: 25, megabytes: 1_500),
    .standard: TierPlan(Settings(rows: GaussianProcessRow.rows(upTo: 10_000)), seconds: 330, megabytes: 2_500),
    .paper: TierPlan(Settings(rows: GaussianProcessRow.rows(upTo: 20_000)), seconds: 1_500, megabytes: 7_000),
  ]

  enum Algorithm: String, CaseIterable, AxisValue { case exact, table }

  static let preprocessing = Axis<Preprocessing>("preprocessing", "how pixels become inputs")
  static let algorithm = Axis<Algorithm>("algorithm", "kernel by closed form or by the paper's lookup table")

  func sweeps(_ settings: Settings) -> [Sweep] {
    [
      Sweep(
        cells: [
          TableAxes.row(settings.rows), TableAxes.nonlinearity(NamedNonlinearity.allCases),
          Self.preprocessing(Preprocessing.allCases), Self.algorithm(Algorithm.allCases),
        ],
        columns: TableColumns.process
      ) { point, context in
        let (row, kind) = (try point[TableAxes.row], try point[TableAxes.nonlinearity])
        var model = row.model(kind.value, settings.process)
        model.preprocessing = try point[Self.preprocessing]
        if try point[Self.algorithm] == .table { model.algorithm = PaperAlgorithm.kernel(kind, context) }
        return try model.evaluate(row, context: context).row
      }.costing { point in
        let n = Double(try point[TableAxes.row].trainingSize)
        return n * n * n / 3 + n * 1e7
      }
    ]
  }
}

extension Preprocessing: AxisValue {}
