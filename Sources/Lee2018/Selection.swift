import Datasets
import Results
import Suite

/// Lee et al. 2018, App. D: the protocol behind Table 2. For a row's depth and nonlinearity every (σ_w², σ_b²) of a
/// grid is held against the validation images; the best one is reported on the test images.
struct Selection: HasFindings {
  typealias Found = SelectionScores

  let id = "lee2018/selection"
  let title = "Choosing weight and bias variance on validation images (protocol of Table 2)"
  let datasets: [DatasetDescription] = [.mnist, .cifar10]

  struct Settings: Codable {
    var rows: [GaussianProcessRow]
    /// Every so many-th value of the paper's grid.
    var gridStep: Int
    var process = GaussianProcessSettings()

    var grid: VarianceGrid { .paper(every: gridStep) }
  }

  let tiers: [Tier: TierPlan<Settings>] = [
    .quick: TierPlan(Settings(rows: GaussianProcessRow.rows(sizes: [100]), gridStep: 6), seconds: 8, megabytes: 600),
    .standard: TierPlan(
      Settings(rows: GaussianProcessRow.rows(upTo: 2_000), gridStep: 2), seconds: 180, megabytes: 1_200),
    .paper: TierPlan(
      Settings(rows: GaussianProcessRow.rows(upTo: 5_000), gridStep: 1), seconds: 4_000, megabytes: 2_500),
  ]

  static let grid = SweepName("grid")
  static let paperSetting = SweepName("paper_setting")

  static let validationAccuracy = Column<Double>(
    "validation_accuracy", "fraction of validation images classified correctly")
  static let validationError = Column<Double>(
    "validation_mse", "mean squared error over validation images and outputs")
  static let testAccuracy = Column<Double>("test_accuracy", "fraction of test images classified correctly")
  static let testError = Column<Double>("test_mse", "mean squared error over test images and outputs")

  // The same of a line of the grid.
  static let lineTestAccuracy = Column<Double>(
    "test_accuracy",
    "fraction of test images classified correctly, of the line's best point on validation images")
  private static let lineTestError = Column<Double>(
    "test_mse", "mean squared error over test images and outputs, of the line's best point on validation images")

  func sweeps(_ settings: Settings) -> [Sweep] {
    let grid = settings.grid
    let cells = [TableAxes.row(settings.rows), TableAxes.nonlinearity(NamedNonlinearity.allCases)]
    let line = Sweep(
      Self.grid, cells: cells + [VarianceGrid.weightVariance(grid.weightVariances)],
      within: [VarianceGrid.biasVariance(grid.biasVariances)],
      columns: GridColumns.line(accuracy: Self.validationAccuracy, squaredError: Self.validationError)
        + [Self.lineTestAccuracy, Self.lineTestError]
    ) { point, context in
      try row(of: grid.line(point.place(on: VarianceGrid.weightVariance)), at: point, settings.process, context)
    }
    let paperSetting = Sweep(
      Self.paperSetting, cells: cells,
      columns: GridColumns.point(accuracy: Self.validationAccuracy, squaredError: Self.validationError)
        + [Self.testAccuracy, Self.testError]
    ) { point, context in
      let setting = try setting(at: point)
      let paper = VariancePoint(weightVariance: setting.weightVariance, biasVariance: setting.biasVariance)
      return try row(of: [paper], at: point, settings.process, context)
    }
    return [
      line.costing { try Double(grid.biasVariances.count) * cost(at: $0) },
      paperSetting.costing { try 2 * cost(at: $0) },
    ]
  }

  private func setting(at point: Point) throws -> GaussianProcessRow.Setting {
    try point[TableAxes.row].setting(point[TableAxes.nonlinearity].value)
  }

  /// Of one (σ_w², σ_b²).
  private func cost(at point: Point) throws -> Double {
    GridEvaluation.relativeCost(
      training: try point[TableAxes.row].trainingSize, heldOut: 10_000, depth: try setting(at: point).depth,
      nonlinearity: try point[TableAxes.nonlinearity].value)
  }

  /// The candidates on the validation images, and the best of them on the test images.
  private func row(
    of candidates: [VariancePoint], at point: Point, _ settings: GaussianProcessSettings, _ context: RunContext
  ) throws -> Row {
    let row = try point[TableAxes.row]
    let inputs = try context.recent("inputs", for: row.label) {
      context.report(stage: "correlations")
      let data = try context.dataset(row.dataset)
      return try GridInputs(
        training: TrainingSubset(row, seed: 0, context: context).images, heldOut: [data.validation, data.test],
        preprocessing: settings.preprocessing, threads: context.threads)
    }
    let (validation, test) = (0, 1)
    let evaluation = GridEvaluation(
      inputs: inputs, nonlinearity: try point[TableAxes.nonlinearity].value, depth: try setting(at: point).depth,
      noiseVariance: settings.noiseVariance)
    let outcomes = try evaluation.outcomes(at: candidates, on: validation, threads: context.threads) {
      context.report(stage: "grid points", fraction: $0)
    }
    // The best of all lines is the best of its own, so test images are predicted once a line and not once a point.
    let best = Self.ranking(outcomes) { ($0.accuracy, $0.meanSquaredError) }.first ?? 0
    let tests = try evaluation.outcomes(at: [candidates[best]], on: test, threads: context.threads)
    return GridColumns.row(outcomes, accuracy: Self.validationAccuracy, squaredError: Self.validationError)
      + Row(Self.testAccuracy => tests.map(\.accuracy), Self.testError => tests.map(\.meanSquaredError))
  }

  /// The places of the candidates that have an accuracy, the highest first; of equal ones that with the smaller error,
  /// then the earlier.
  static func ranking<Candidate>(
    _ candidates: [Candidate], by score: (Candidate) -> (accuracy: Double, squaredError: Double)
  ) -> [Int] {
    let scores = candidates.map(score)
    return scores.indices.filter { scores[$0].accuracy.isFinite }.sorted {
      (-scores[$0].accuracy, scores[$0].squaredError, $0) < (-scores[$1].accuracy, scores[$1].squaredError, $1)
    }
  }
}
