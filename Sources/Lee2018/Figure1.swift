import Architectures
import Datasets
import FiniteWidth
import Plotting
import Results
import Suite

/// Lee et al. 2018, Figure 1: accuracy and error on test images against the number of training images, for the Gaussian
/// process and for trained networks of several widths.
///
/// Depth, σ_w² and σ_b² are those of Table 2's best models of the row, the network's at every width; learning rate,
/// weight decay and batch size are searched as there. The paper searched all of them anew for every width.
struct Figure1: Experiment {
  let id = "lee2018/figure1"
  let title = "Gaussian processes and trained networks of growing width by training size (Figure 1)"
  let reference = "arXiv:1711.00165v3"
  let datasets: [DatasetDescription] = [.mnist, .cifar10]

  static let processes = "/gaussian_process"
  static let networks = "/neural_network"

  static func rows(_ tier: Tier) -> [GaussianProcessRow] {
    switch tier {
    case .quick: GaussianProcessRow.rows(sizes: [100, 1_000]).filter { $0.dataset == .mnist }
    // A best of two trials says little of a width; with half of the sizes there is time for twice as many.
    case .standard: GaussianProcessRow.rows(sizes: [100, 500, 5_000])
    case .paper: GaussianProcessRow.rows(upTo: 20_000)
    }
  }

  static func widths(_ tier: Tier) -> [Int] {
    switch tier {
    case .quick: [5, 50, 500]
    case .standard: [5, 10, 50, 100, 500]
    case .paper: [5, 10, 50, 100, 500, 1_000, 5_000]
    }
  }

  static func trials(_ tier: Tier) -> Int {
    switch tier {
    case .quick: 3
    case .standard: 4
    case .paper: 20
    }
  }

  static func rule(_ tier: Tier) -> StoppingRule {
    switch tier {
    case .quick: StoppingRule(steps: 200, validationImages: 1_000)
    case .standard: StoppingRule(steps: 1_000, validationImages: 1_000)
    case .paper: StoppingRule(steps: 5_000, interval: 250, validationImages: 5_000)
    }
  }

  func cost(_ tier: Tier) -> Cost? {
    switch tier {
    case .quick: Cost(seconds: 12, memoryBytes: 1_000_000_000, diskBytes: 1_000_000)
    case .standard: Cost(seconds: 320, memoryBytes: 1_500_000_000, diskBytes: 1_000_000)
    case .paper: Cost(seconds: 150_000, memoryBytes: 6_000_000_000, diskBytes: 1_000_000)
    }
  }

  func layouts(_ tier: Tier) -> [SweepLayout] {
    let (process, network) = (["row", "nonlinearity"], ["row", "nonlinearity", "width", "trial"])
    return [
      SweepLayout(
        group: Self.processes, coordinates: [.rows(Self.rows(tier)), .nonlinearity],
        variables: [
          .number("test_accuracy", over: process, "fraction of test images classified correctly"),
          .number("test_mse", over: process, "mean squared error of the posterior mean over test images and outputs"),
          .number("noise_variance_used", over: process, "noise variance σ_ε² of the factorisation that succeeded"),
        ],
        cellDimensions: process),
      SweepLayout(
        group: Self.networks,
        coordinates: [
          .rows(Self.rows(tier)), .nonlinearity,
          Coordinate(
            name: "width", values: .integers(Self.widths(tier)), longName: "units of each hidden layer of the network"),
          .index("trial", count: Self.trials(tier), longName: "random draws of learning rate, decay and batch size"),
        ],
        variables: [.integer("depth", over: network, "number of hidden layers")]
          + TrainedTrial.variables(over: network),
        cellDimensions: network),
    ]
  }

  func relativeCost(group: String, cell: [Int], tier: Tier) -> Double {
    let row = Self.rows(tier)[cell[0]]
    let (n, nonlinearity) = (Double(row.trainingSize), GaussianProcessRow.nonlinearities[cell[1]].value)
    guard group == Self.networks else {
      let layers = Double(row.setting(nonlinearity).depth)
      return n * (4 * n * n / 3 + 4e4 * n + 1e6 * layers + 2e7)
    }
    guard let setting = row.network(nonlinearity)?.with(width: Self.widths(tier)[cell[2]]) else { return 1 }
    let parameters = Double(setting.parameters(inputs: row.dataset == .mnist ? 784 : 3072))
    let steps = Double(Self.rule(tier).steps) * 6 * (min(TrialSettings.meanBatchSize, n) + 20)
    // A step of the narrowest network takes as long as ten million operations of a wide one.
    return parameters * (steps + 2e4) + 1e7 * Double(Self.rule(tier).steps)
  }

  func run(group: String, cell: [Int], tier: Tier, context: RunContext) throws -> CellOutcome {
    let (row, nonlinearity) = (Self.rows(tier)[cell[0]], GaussianProcessRow.nonlinearities[cell[1]])
    if group == Self.processes { return try process(row, nonlinearity, context) }
    guard let setting = row.network(nonlinearity.value)?.with(width: Self.widths(tier)[cell[2]]) else {
      return CellOutcome(CellValues(), status: .failed)
    }
    let rule = Self.rule(tier)
    let images = try NetworkImages.of(row, validationImages: rule.validationImages, context: context)
    let name = "\(row.label) \(nonlinearity.name) \(setting.width)"
    let network = try setting.architecture(nonlinearity.value).finiteWidth(
      setting.width, outputs: images.test.targets.columns, inputs: images.features,
      seed: context.seed(purpose: "network of \(name)", index: cell[3]), as: Float.self)
    // The draws are the same at every width, so that widths differ in nothing else.
    let settings = TrialSettings(
      cell[3], of: Self.trials(tier), seed: context.seed(purpose: "trials of \(row.label) \(nonlinearity.name)"))
    let trial = try TrainedTrial(
      network, images, settings: settings.training, rule: rule,
      seed: context.seed(purpose: "batches of \(name)", index: cell[3]), context: context)
    var values = trial.values
    values.integers["depth"] = [setting.depth]
    return CellOutcome(values, status: trial.status)
  }

  private func process(
    _ row: GaussianProcessRow, _ nonlinearity: GaussianProcessRow.NamedNonlinearity, _ context: RunContext
  ) throws -> CellOutcome {
    let result = try row.model(nonlinearity.value).evaluate(
      training: TrainingSubset(row, seed: 0, context: context).images, test: context.dataset(row.dataset).test,
      withVariance: false, context: context)
    return CellOutcome(
      CellValues(numbers: [
        "test_accuracy": [result.accuracy], "test_mse": [result.meanSquaredError],
        "noise_variance_used": [result.noiseVarianceUsed],
      ]))
  }

  func measurements(_ results: ResultsFile, tier: Tier) throws -> [Score] {
    try WidthScores(results, tier: tier).measurements
  }

  func figure(_ results: ResultsFile, tier: Tier) throws -> Figure? { try WidthScores(results, tier: tier).figure }

  func narrative(_ results: ResultsFile, tier: Tier) throws -> String { try WidthScores(results, tier: tier).table }
}
