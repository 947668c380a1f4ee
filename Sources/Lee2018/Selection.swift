import Datasets
import Plotting
import Results
import Suite

/// Lee et al. 2018, App. D: the protocol behind Table 2. For a row's depth and nonlinearity every (σ_w², σ_b²) of a
/// grid is held against the validation images; the best one is reported on the test images.
struct Selection: Experiment {
  let id = "lee2018/selection"
  let title = "Choosing weight and bias variance on validation images (protocol of Table 2)"
  let reference = "arXiv:1711.00165v3"
  let datasets: [DatasetDescription] = [.mnist, .cifar10]

  static let grid = "/grid"
  static let paperSetting = "/paper_setting"

  static func rows(_ tier: Tier) -> [GaussianProcessRow] {
    switch tier {
    case .quick: GaussianProcessRow.rows(sizes: [100])
    case .standard: GaussianProcessRow.rows(upTo: 2_000)
    case .paper: GaussianProcessRow.rows(upTo: 5_000)
    }
  }

  static func grid(_ tier: Tier) -> VarianceGrid {
    switch tier {
    case .quick: .paper(every: 6)
    case .standard: .paper(every: 2)
    case .paper: .paper
    }
  }

  func cost(_ tier: Tier) -> Cost? {
    switch tier {
    case .quick: Cost(seconds: 8, memoryBytes: 600_000_000, diskBytes: 1_000_000)
    case .standard: Cost(seconds: 180, memoryBytes: 1_200_000_000, diskBytes: 1_000_000)
    case .paper: Cost(seconds: 4_000, memoryBytes: 2_500_000_000, diskBytes: 2_000_000)
    }
  }

  func layouts(_ tier: Tier) -> [SweepLayout] {
    let (setting, line) = (["row", "nonlinearity"], ["row", "nonlinearity", "weight_variance"])
    let point = line + ["bias_variance"]
    func scores(_ set: String, over dimensions: [String], _ whose: String = "") -> [Variable] {
      [
        .number("\(set)_accuracy", over: dimensions, "fraction of \(set) images classified correctly\(whose)"),
        .number("\(set)_mse", over: dimensions, "mean squared error over \(set) images and outputs\(whose)"),
      ]
    }
    return [
      SweepLayout(
        group: Self.grid, coordinates: [.rows(Self.rows(tier)), .nonlinearity] + Self.grid(tier).coordinates,
        variables: scores("validation", over: point) + Variable.factors(over: point)
          + scores("test", over: line, ", of the line's best point on validation images"),
        cellDimensions: line),
      SweepLayout(
        group: Self.paperSetting, coordinates: [.rows(Self.rows(tier)), .nonlinearity],
        variables: scores("validation", over: setting) + scores("test", over: setting)
          + Variable.factors(over: setting), cellDimensions: setting),
    ]
  }

  func relativeCost(group: String, cell: [Int], tier: Tier) -> Double {
    let row = Self.rows(tier)[cell[0]]
    let nonlinearity = GaussianProcessRow.nonlinearities[cell[1]].value
    let point = GridEvaluation.relativeCost(
      training: row.trainingSize, heldOut: 10_000, depth: row.setting(nonlinearity).depth, nonlinearity: nonlinearity)
    return group == Self.grid ? point * Double(Self.grid(tier).biasVariances.count) : 2 * point
  }

  /// Places of the held-out sets.
  private enum Set { static let (validation, test) = (0, 1) }

  func run(group: String, cell: [Int], tier: Tier, context: RunContext) throws -> CellOutcome {
    let row = Self.rows(tier)[cell[0]]
    let nonlinearity = GaussianProcessRow.nonlinearities[cell[1]].value
    let setting = row.setting(nonlinearity)
    let inputs = try context.recent("inputs", for: row.label) {
      context.report(stage: "correlations")
      let data = try context.dataset(row.dataset)
      return try GridInputs(
        training: TrainingSubset(row, seed: 0, context: context).images, heldOut: [data.validation, data.test],
        threads: context.threads)
    }
    let evaluation = GridEvaluation(inputs: inputs, nonlinearity: nonlinearity, depth: setting.depth)
    let points =
      group == Self.grid
      ? Self.grid(tier).line(cell[2])
      : [VariancePoint(weightVariance: setting.weightVariance, biasVariance: setting.biasVariance)]
    let outcomes = try evaluation.outcomes(at: points, on: Set.validation, threads: context.threads) {
      context.report(stage: "grid points", fraction: $0)
    }
    // The best of all lines is the best of its own, so test images are predicted once a line and not once a point.
    let best = Self.best(outcomes.map { ($0.accuracy, $0.meanSquaredError) }) ?? 0
    let tests = try evaluation.outcomes(at: [points[best]], on: Set.test, threads: context.threads)
    let (factors, scores) = (
      outcomes.factors,
      [
        "validation_accuracy": outcomes.map(\.accuracy), "validation_mse": outcomes.map(\.meanSquaredError),
        "test_accuracy": tests.map(\.accuracy), "test_mse": tests.map(\.meanSquaredError),
      ]
    )
    return CellOutcome(
      CellValues(numbers: factors.numbers.merging(scores) { $1 }, integers: factors.integers), status: outcomes.status)
  }

  /// The place of the highest accuracy; of equal ones that with the smallest error, then the first. nil if all are NaN.
  static func best(_ scores: [(accuracy: Double, squaredError: Double)]) -> Int? {
    scores.indices.filter { scores[$0].accuracy.isFinite }.min {
      (-scores[$0].accuracy, scores[$0].squaredError, $0) < (-scores[$1].accuracy, scores[$1].squaredError, $1)
    }
  }

  func measurements(_ results: ResultsFile, tier: Tier) throws -> [Score] {
    try SelectionScores(results, tier: tier).measurements
  }

  func narrative(_ results: ResultsFile, tier: Tier) throws -> String {
    try SelectionScores(results, tier: tier).table
  }
}
