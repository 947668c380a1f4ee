import Datasets
import Foundation
import Plotting
import Results
import Suite

/// Lee et al. 2018, Figures 3 and 8: does the predictive variance tell where the posterior mean errs?
///
/// All 10,000 test points are sorted by predicted variance and averaged in bins of 100, as in the paper; the figure of
/// merit is the correlation over bins of predicted variance and realised squared error. Depth 3, (σ_w², σ_b²) =
/// (2.0, 0.2), with the exact kernel, and small rows of MNIST with the paper's lookup table as well (`PaperAlgorithm`):
/// there the training images are the paper's. Those of CIFAR-10 are not known to be, so small subsets are drawn again.
struct Figure3: Experiment {
  let id = "lee2018/figure3"
  let title = "Predicted uncertainty against realised error (Figures 3 and 8)"
  let datasets: [DatasetDescription] = [.mnist, .cifar10]
  /// 2: small rows of MNIST by the paper's algorithm.
  let revision = 2

  struct Settings: Codable {
    var rows: [GaussianProcessRow]
    var depth = 3
    var weightVariance = 2.0
    var biasVariance = 0.2
    var pointsPerBin = 100
    /// Of all test images.
    var bins = 100
    /// Seeds of more training subsets, of rows up to `largestRepeatedSize`, with the exact kernel.
    var otherSubsets: [Int] = []
    var largestRepeatedSize = 5_000
    /// Of the test points, for the standard error of the correlation.
    var bootstrapSamples = 200
    var process = GaussianProcessSettings()

    var repeatedRows: [GaussianProcessRow] {
      otherSubsets.isEmpty ? [] : rows.filter { $0.trainingSize <= largestRepeatedSize }
    }

    /// Run with the paper's lookup table on the paper's images.
    var paperAlgorithmRows: [GaussianProcessRow] {
      rows.filter { $0.dataset == .mnist && $0.trainingSize <= largestRepeatedSize }
    }
  }

  let tiers: [Tier: TierPlan<Settings>] = [
    .quick: TierPlan(Settings(rows: GaussianProcessRow.rows(sizes: [1_000])), seconds: 10, megabytes: 1_000),
    .standard: TierPlan(
      Settings(rows: GaussianProcessRow.rows(sizes: [1_000, 5_000]), otherSubsets: Array(1...3)), seconds: 180,
      megabytes: 1_000),
    .paper: TierPlan(
      Settings(rows: GaussianProcessRow.rows(sizes: [1_000, 5_000, 45_000, 50_000]), otherSubsets: Array(1...3)),
      seconds: 5_020, megabytes: 11_500),
  ]

  static let points = SweepName("test_points")
  static let otherSubsets = SweepName("other_subsets")

  static let bin = Axis<Int>("bin", "bins of test points, by predicted variance")
  static let variance = Column<Double>(
    "predicted_variance", over: [bin], "posterior variance, mean over the bin")
  static let squaredError = Column<Double>(
    "squared_error", over: [bin], "squared error of the posterior mean, mean over outputs and the bin")
  static let correlation = Column<Double>(
    "correlation", "correlation over bins of predicted variance and squared error")
  static let correlationError = Column<Double>(
    "correlation_stderr", "standard error of the correlation, bootstrap over test points")

  func sweeps(_ settings: Settings) -> [Sweep] {
    let kinds = NamedNonlinearity.allCases
    let points = Sweep(
      Self.points,
      cells: [TableAxes.row(settings.rows), TableAxes.nonlinearity(kinds)],
      within: [Self.bin(0..<settings.bins)],
      columns: [
        Self.variance, Self.squaredError, Self.correlation, Self.correlationError, TableColumns.noiseVariance,
      ]
    ) { point, context in
      let result = try evaluation(point, .exact, subsetSeed: 0, settings, context)
      let points = BinnedUncertainty(variances: result.variances, squaredErrors: result.squaredErrors)
      let bins = points.bins(of: settings.pointsPerBin)
      let cell = try point.place(on: TableAxes.row) * kinds.count + point.place(on: TableAxes.nonlinearity)
      let seed = context.seed(purpose: "bootstrap", index: cell)
      return Row(
        Self.variance => bins.variances, Self.squaredError => bins.squaredErrors,
        Self.correlation => bins.correlation, TableColumns.noiseVariance => result.noiseVarianceUsed,
        Self.correlationError
          => points.bootstrapError(
            pointsPerBin: settings.pointsPerBin, seed: seed, replicates: settings.bootstrapSamples))
    }.costing(Self.cost)
    let byTable = Sweep(
      PaperAlgorithm.name, cells: [TableAxes.row(settings.paperAlgorithmRows), TableAxes.nonlinearity(kinds)],
      columns: [Self.correlation, TableColumns.noiseVariance]
    ) { point, context in
      try correlation(point, .table, subsetSeed: 0, settings, context)
    }.costing(Self.cost)
    guard !settings.repeatedRows.isEmpty else { return [points, byTable] }
    let repeated = Sweep(
      Self.otherSubsets,
      cells: [
        TableAxes.row(settings.repeatedRows), TableAxes.nonlinearity(kinds),
        TrainingSubsets.seed(settings.otherSubsets),
      ],
      columns: [Self.correlation, TableColumns.noiseVariance]
    ) { point, context in
      try correlation(point, .exact, subsetSeed: point[TrainingSubsets.seed], settings, context)
    }.costing(Self.cost)
    return [points, byTable, repeated]
  }

  private static func cost(_ point: Point) throws -> Double {
    Table2.operations(training: try point[TableAxes.row].trainingSize, variances: 10_000)
  }

  private func correlation(
    _ point: Point, _ kernel: KernelChoice, subsetSeed: Int, _ settings: Settings, _ context: RunContext
  ) throws -> Row {
    let result = try evaluation(point, kernel, subsetSeed: subsetSeed, settings, context)
    let points = BinnedUncertainty(variances: result.variances, squaredErrors: result.squaredErrors)
    return Row(
      Self.correlation => points.bins(of: settings.pointsPerBin).correlation,
      TableColumns.noiseVariance => result.noiseVarianceUsed)
  }

  private func evaluation(
    _ point: Point, _ kernel: KernelChoice, subsetSeed: Int, _ settings: Settings, _ context: RunContext
  ) throws -> GaussianProcessEvaluation {
    let (row, kind) = (try point[TableAxes.row], try point[TableAxes.nonlinearity])
    var model = GaussianProcessModel(
      nonlinearity: kind.value, depth: settings.depth, weightVariance: settings.weightVariance,
      biasVariance: settings.biasVariance
    ).with(settings.process)
    model.algorithm = kernel.algorithm(kind, context)
    return try model.evaluate(
      training: TrainingSubset(row, seed: subsetSeed, context: context).images,
      test: context.dataset(row.dataset).test, withVariance: true, context: context)
  }

  func scores(_ tables: Tables, _ settings: Settings) throws -> [Score] {
    let table = try tables[Self.points]
    let exact = try table.points().map { point in
      let (row, kind) = (try point[TableAxes.row], try point[TableAxes.nonlinearity])
      let (score, value) = (row.scorer(kind), try table.value(Self.correlation, at: point))
      let words = "correlation of variance and error"
      guard settings.repeatedRows.contains(row), tables.has(Self.otherSubsets) else {
        return score("correlation", value, error: try table.value(Self.correlationError, at: point), words)
      }
      let others = try tables[Self.otherSubsets][
        Self.correlation, TableAxes.row == row, TableAxes.nonlinearity == kind]
      return score("correlation", meanOf: [value] + others, words)
    }
    guard tables.has(PaperAlgorithm.name) else { return exact }
    let byTable = try tables[PaperAlgorithm.name]
    return try exact
      + byTable.points().map { point in
        try point[TableAxes.row].scorer(point[TableAxes.nonlinearity])(
          "paper_algorithm/correlation", byTable.value(Self.correlation, at: point),
          "the paper's lookup table, correlation of variance and error")
      }
  }

  func figure(_ tables: Tables, _ settings: Settings) throws -> Figure? {
    let table = try tables[Self.points]
    let panels = try table.points().map { point in
      let correlation = String(format: "%.3f", try table.value(Self.correlation, at: point))
      let kind = try point[TableAxes.nonlinearity]
      return Panel(
        title: "\(try point[TableAxes.row].label), \(kind.title): <i>r</i> = \(correlation)",
        x: PlotAxis("predicted variance"), y: PlotAxis("mean squared error"),
        layers: [
          .points(x: try table[Self.variance, at: point], y: try table[Self.squaredError, at: point], opacity: 0.7)
        ])
    }
    return Figure(columns: try table[TableAxes.nonlinearity].count, panels: panels)
  }
}
