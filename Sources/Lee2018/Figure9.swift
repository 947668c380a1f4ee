import Datasets
import Plotting
import Results
import Suite

/// Lee et al. 2018, Figure 9: test accuracy over (σ_w², σ_b²) for MNIST at depth 1, 20, 50 and 100, tanh and ReLU.
///
/// One hidden layer does well everywhere; with depth the good region narrows to the critical line, because away from it
/// the kernel forgets the angle between its inputs exponentially fast.
struct Figure9: Experiment {
  let id = "lee2018/figure9"
  let title = "Test accuracy over weight and bias variance by depth (Figure 9)"
  let reference = "arXiv:1711.00165v3"
  let datasets: [DatasetDescription] = [.mnist]

  static let depths = [1, 20, 50, 100]

  static func grid(_ tier: Tier) -> VarianceGrid {
    switch tier {
    case .quick: .paper(every: 5)
    case .standard: .paper(every: 2)
    case .paper: .paper
    }
  }

  static func trainingSize(_ tier: Tier) -> Int {
    switch tier {
    case .quick: 200
    case .standard: 1_000
    case .paper: 5_000
    }
  }

  func cost(_ tier: Tier) -> Cost? {
    switch tier {
    case .quick: Cost(seconds: 10, memoryBytes: 500_000_000, diskBytes: 1_000_000)
    case .standard: Cost(seconds: 150, memoryBytes: 700_000_000, diskBytes: 1_000_000)
    case .paper: Cost(seconds: 4_500, memoryBytes: 2_000_000_000, diskBytes: 2_000_000)
    }
  }

  private static let cell = ["nonlinearity", "depth", "weight_variance"]

  func layouts(_ tier: Tier) -> [SweepLayout] {
    let point = Self.cell + ["bias_variance"]
    let depth = Coordinate(name: "depth", values: .integers(Self.depths), longName: "number of hidden layers")
    return [
      SweepLayout(
        group: "/", coordinates: [.nonlinearity, depth] + Self.grid(tier).coordinates,
        variables: [
          .number("test_accuracy", over: point, "fraction of test images classified correctly"),
          .number("test_mse", over: point, "mean squared error of the posterior mean over test images and outputs"),
        ] + Variable.factors(over: point), cellDimensions: Self.cell)
    ]
  }

  func relativeCost(group: String, cell: [Int], tier: Tier) -> Double {
    GridEvaluation.relativeCost(
      training: Self.trainingSize(tier), heldOut: 10_000, depth: Self.depths[cell[1]],
      nonlinearity: GaussianProcessRow.nonlinearities[cell[0]].value)
  }

  func run(group: String, cell: [Int], tier: Tier, context: RunContext) throws -> CellOutcome {
    let inputs = try context.recent("inputs", for: "mnist") {
      context.report(stage: "correlations")
      let row = GaussianProcessRow.all.filter { $0.dataset == .mnist && $0.trainingSize == Self.trainingSize(tier) }[0]
      return try GridInputs(
        training: TrainingSubset(row, seed: 0, context: context).images, heldOut: [context.dataset(.mnist).test],
        threads: context.threads)
    }
    let evaluation = GridEvaluation(
      inputs: inputs, nonlinearity: GaussianProcessRow.nonlinearities[cell[0]].value, depth: Self.depths[cell[1]])
    let outcomes = try evaluation.outcomes(at: Self.grid(tier).line(cell[2]), on: 0, threads: context.threads) {
      context.report(stage: "grid points", fraction: $0)
    }
    let factors = outcomes.factors
    let scores = ["test_accuracy": outcomes.map(\.accuracy), "test_mse": outcomes.map(\.meanSquaredError)]
    return CellOutcome(
      CellValues(numbers: factors.numbers.merging(scores) { $1 }, integers: factors.integers), status: outcomes.status)
  }

  func measurements(_ results: ResultsFile, tier: Tier) throws -> [Score] {
    try AccuracyMaps(results, tier: tier).measurements
  }

  func figure(_ results: ResultsFile, tier: Tier) throws -> Figure? { try AccuracyMaps(results, tier: tier).figure }
}
