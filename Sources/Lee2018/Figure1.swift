import Datasets
import Results
import Suite

/// Lee et al. 2018, Figure 1: accuracy and error on test images against the number of training images, for the Gaussian
/// process and for trained networks of several widths.
///
/// The networks of each width are searched by themselves, as in the paper: learning rate, weight decay, batch size,
/// depth and initial variances (`WidthSearch`). The wider they are, the fewer the trials that a tier has time for, and
/// the narrower the ranges that these are drawn from; what very few find is not judged.
struct Figure1: HasFindings {
  typealias Found = WidthScores

  let id = "lee2018/figure1"
  let title = "Gaussian processes and trained networks of growing width by training size (Figure 1)"
  let datasets: [DatasetDescription] = [.mnist, .cifar10]

  struct Settings: Codable {
    var rows: [GaussianProcessRow]
    /// Narrow networks first.
    var widths: [WidthSearch]
    /// Seeds of the training subsets on which the processes of small rows are run again: how much the choice of the
    /// training images moves an accuracy.
    var otherSubsets: [Int]
    /// Larger training subsets move an accuracy less.
    var largestRepeatedSize = 1_000
    /// The paper's networks of the rows.
    var networks: [String: RowNetworks]
    var process = GaussianProcessSettings()

    init(rows: [GaussianProcessRow], widths: [WidthSearch], otherSubsets: [Int] = [1, 2, 3, 4]) {
      (self.rows, self.widths, self.otherSubsets) = (rows, widths, otherSubsets)
      networks = GaussianProcessRow.networks(of: rows)
    }

    /// Whether any width has trials enough to be held against the paper's.
    var judgesNetworks: Bool { widths.contains(where: \.isJudged) }

    var searches: [NetworkSearch] { widths.map { $0.search(rows, networks) } }

    var repeatedRows: [GaussianProcessRow] {
      otherSubsets.isEmpty ? [] : rows.filter { $0.trainingSize <= largestRepeatedSize }
    }
  }

  let tiers: [Tier: TierPlan<Settings>] = [
    .quick: TierPlan(
      Settings(
        rows: GaussianProcessRow.rows(sizes: [100, 1_000]).filter { $0.dataset == .mnist }, widths: WidthSearch.quick,
        otherSubsets: []),
      seconds: 15, megabytes: 1_000),
    .standard: TierPlan(
      Settings(rows: GaussianProcessRow.rows(upTo: 5_000), widths: WidthSearch.standard), seconds: 900,
      megabytes: 2_500, temporaryMegabytes: 1_000),
    .paper: TierPlan(
      Settings(rows: GaussianProcessRow.rows(upTo: 20_000), widths: WidthSearch.paper), seconds: 18_000,
      megabytes: 8_000, temporaryMegabytes: 8_000),
  ]

  static let processes = SweepName("gaussian_process")
  static let otherSubsets = SweepName("other_subsets")
  static let squaredErrorDeviation = Column<Double>("test_mse_error", "standard error of test_mse over test images")
  static let subsetSeed = Axis<Int>("subset_seed", "seed of the training subset")

  func sweeps(_ settings: Settings) -> [Sweep] {
    let nonlinearities = TableAxes.nonlinearity(NamedNonlinearity.allCases)
    let processes = Sweep(
      Self.processes, cells: [TableAxes.row(settings.rows), nonlinearities],
      columns: [
        TableColumns.accuracy, TableColumns.squaredError, Self.squaredErrorDeviation, TableColumns.noiseVariance,
        CorrectImages.column,
      ]
    ) { point, context in
      let result = try process(point, subsetSeed: 0, settings.process, context)
      return Self.row(result)
        + Row(
          Self.squaredErrorDeviation => SampleMean(result.squaredErrors).standardError ?? .nan,
          CorrectImages.column => CorrectImages(result.isCorrect).text)
    }.costing { Self.cost(try $0[TableAxes.row], try $0[TableAxes.nonlinearity]) }
    let repeated = Sweep(
      Self.otherSubsets,
      cells: [TableAxes.row(settings.repeatedRows), nonlinearities, Self.subsetSeed(settings.otherSubsets)],
      columns: [TableColumns.accuracy, TableColumns.squaredError, TableColumns.noiseVariance]
    ) { point, context in
      Self.row(try process(point, subsetSeed: point[Self.subsetSeed], settings.process, context))
    }.costing { Self.cost(try $0[TableAxes.row], try $0[TableAxes.nonlinearity]) }
    // No sweep is without cells.
    return [processes] + (settings.repeatedRows.isEmpty ? [] : [repeated]) + settings.searches.flatMap(\.sweeps)
  }

  private static func cost(_ row: GaussianProcessRow, _ nonlinearity: NamedNonlinearity) -> Double {
    let n = Double(row.trainingSize)
    let layers = Double(row.setting(nonlinearity.value).depth)
    return n * (4 * n * n / 3 + 4e4 * n + 1e6 * layers + 2e7)
  }

  private func process(
    _ point: Point, subsetSeed: Int, _ settings: GaussianProcessSettings, _ context: RunContext
  ) throws -> GaussianProcessEvaluation {
    let row = try point[TableAxes.row]
    return try row.model(try point[TableAxes.nonlinearity].value, settings).evaluate(
      training: TrainingSubset(row, seed: subsetSeed, context: context).images,
      test: context.dataset(row.dataset).test, withVariance: false, context: context)
  }

  private static func row(_ result: GaussianProcessEvaluation) -> Row {
    Row(
      TableColumns.accuracy => result.accuracy, TableColumns.squaredError => result.meanSquaredError,
      TableColumns.noiseVariance => result.noiseVarianceUsed)
  }
}
