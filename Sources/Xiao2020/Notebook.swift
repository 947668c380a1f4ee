import Datasets
import MeanField
import Plotting
import Results
import Suite

/// Xiao et al. 2020, the notebook's last figure: training and test accuracy of gradient flow on CIFAR-10 over σ_w²,
/// depth and training time. Chaotic networks learn fast and do not generalise, ordered ones generalise where they can
/// be trained.
struct Notebook: Experiment {
  let id = "xiao2020/notebook"
  let title = "Trainability and generalisation over depth: gradient flow with the NTK (notebook)"
  let reference = "arXiv:1912.13053"
  let datasets: [DatasetDescription] = [.cifar10]

  private static let times = FlowMapSetting.times
  /// Depths from here on are deep in the judgement of which σ_w² is best.
  private static let deep = 20.0

  private static func weightVariances(_ tier: Tier) -> [Double] {
    FlowMapSetting.weightVariances(tier == .quick ? 20 : 40)
  }

  func cost(_ tier: Tier) -> Cost? {
    Cost(seconds: tier == .quick ? 9 : 25, memoryBytes: 1_500_000_000, diskBytes: 1_000_000)
  }

  func layouts(_ tier: Tier) -> [SweepLayout] {
    let map = ["weight_variance", "depth", "time"]
    return [
      SweepLayout(
        group: "/",
        coordinates: [
          Coordinate(
            name: "weight_variance", values: .numbers(Self.weightVariances(tier)), longName: "weight variance σ_w²"),
          Coordinate(name: "depth", values: .integers(FlowMapSetting.depths), longName: "number of hidden layers"),
          Coordinate(
            name: "time", values: .numbers(Self.times), longName: "training time, e^(−λt/(10 m)) of a mode is left"),
        ],
        variables: [
          .number("training_accuracy", over: map, "fraction of training images classified right"),
          .number("test_accuracy", over: map, "fraction of test images classified right"),
        ],
        cellDimensions: ["weight_variance"])
    ]
  }

  func run(group: String, cell: [Int], tier: Tier, context: RunContext) throws -> CellOutcome {
    let map = FlowMap(
      kernel: .ntk, nonlinearity: .erf, biasVariance: FlowMapSetting.biasVariance, depths: FlowMapSetting.depths,
      times: Self.times)
    let column = try map.column(
      weightVariance: Self.weightVariances(tier)[cell[0]], inputs: FlowMapSetting.inputs(context),
      threads: context.threads)
    return CellOutcome(
      CellValues(numbers: ["training_accuracy": column.training, "test_accuracy": column.test]))
  }

  func measurements(_ results: ResultsFile, tier: Tier) throws -> [Score] {
    let (training, test) = try (grids(results, "training_accuracy", tier), grids(results, "test_accuracy", tier))
    let (first, last) = (test[0], test[test.count - 1])
    let critical = try CriticalLine(.erf).weightVariance(biasVariance: FlowMapSetting.biasVariance)
    let bests = [first, last].map { $0.bestWeightVariance(fromDepth: Self.deep) }
    return try FlowMapMeasurements(
      prefix: "ntk/4096", title: "NTK, t = 4096", training: training[training.count - 1], test: last,
      testImages: FlowMapSetting.testCount(tier)
    ).all + [
      Score(
        key: "ntk/best_test_accuracy", value: test.map(\.best).max() ?? .nan, title: "best test accuracy of the maps"),
      Score(
        key: "tradeoff/4096/best_weight_variance_over_critical", value: bests[1] / critical,
        title: "best σ_w² of deep networks at t = 4096, over the critical one"),
      Score(
        key: "tradeoff/best_weight_variance_shift", value: bests[0] - bests[1],
        title: "best σ_w² of deep networks at t = 1 minus that at t = 4096"),
    ]
  }

  func figure(_ results: ResultsFile, tier: Tier) throws -> Figure? {
    let rows = [
      (name: "training_accuracy", title: "train", scale: ColourScale(from: 0, to: 1)),
      (name: "test_accuracy", title: "test", scale: ColourScale(from: 0.1, to: 0.35)),
    ]
    let panels = try rows.flatMap { row in
      try zip(Self.times, grids(results, row.name, tier)).map { time, grid in
        try FlowMapSetting.panel(grid, title: "\(row.title), \(FlowMapSetting.title(time))", scale: row.scale)
      }
    }
    return Figure(
      title:
        "Gradient flow with the NTK of erf networks, σ<sub>b</sub><sup>2</sup> = 0.18: CIFAR-10, 256 training images",
      columns: Self.times.count, xTitle: "σ<sub>w</sub><sup>2</sup>", yTitle: "depth <i>l</i>", showsPanelLabels: false,
      panelSize: FlowMapSetting.panelSize,
      panels: panels)
  }

  func narrative(_ results: ResultsFile, tier: Tier) throws -> String {
    """
    Erf, σ_b² = 0.18, \(Self.weightVariances(tier).count) values of σ_w², the first \(FlowMapSetting.trainingCount) training and \
    \(FlowMapSetting.testCount(tier)) test images of CIFAR-10, each split standardised by its own mean and deviation of all pixels; one-hot \
    labels. The network is Dense(1, 0), then depth times (Dense, erf). Time is the notebook's: a mode of eigenvalue λ is left with \
    e^(−λt/2560), the mean over 256 · 10 numbers being its loss; the rate that its cell 47 computes is not used there either. \
    Lines: 8 ξ₁ (solid) and 8 ξ_* (dashed). A boundary is the depth at which a column falls half-way from its best to 0.1.
    """
  }

  /// One map a time.
  private func grids(_ results: ResultsFile, _ name: String, _ tier: Tier) throws -> [AccuracyGrid] {
    let values = try results.numbers(name).values
    return Self.times.indices.map {
      FlowMapSetting.grid(values, weightVariances: Self.weightVariances(tier), time: $0, of: Self.times.count)
    }
  }
}
