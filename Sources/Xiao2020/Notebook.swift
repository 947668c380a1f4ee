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
  let datasets: [DatasetDescription] = [.cifar10]

  /// Depths from here on are deep in the judgement of which σ_w² is best.
  private static let deep = 20.0

  let tiers: [Tier: TierPlan<FlowMapSettings>] = [
    .quick: TierPlan(FlowMapSettings(columns: 20, test: 2_000), seconds: 9, megabytes: 1_500),
    .standard: TierPlan(FlowMapSettings(columns: 40, test: 10_000), seconds: 25, megabytes: 1_500),
    .paper: TierPlan(FlowMapSettings(columns: 40, test: 10_000), seconds: 25, megabytes: 1_500),
  ]

  func sweeps(_ settings: FlowMapSettings) -> [Sweep] {
    [
      Sweep(
        cells: [AccuracyGrid.weightVariance(settings.grid.weightVariances)], within: settings.within,
        columns: [FlowMapSettings.trainingAccuracy, FlowMapSettings.testAccuracy]
      ) { point, context in
        let column = try settings.column(.ntk, weightVariance: point[AccuracyGrid.weightVariance], context)
        return Row(
          FlowMapSettings.trainingAccuracy => column.training, FlowMapSettings.testAccuracy => column.test)
      }
    ]
  }

  private func map(_ tables: Tables, _ column: Column<Double>, _ time: Double) throws -> AccuracyGrid {
    try AccuracyGrid(column, of: tables.only, FlowMapSettings.time == time)
  }

  func scores(_ tables: Tables, _ settings: FlowMapSettings) throws -> [Score] {
    let tests = try settings.times.map { try map(tables, FlowMapSettings.testAccuracy, $0) }
    let latest = settings.latest
    let critical = try CriticalLine(.erf).weightVariance(biasVariance: settings.grid.biasVariance)
    let bests = [tests[0], tests[tests.count - 1]].map { $0.bestWeightVariance(fromDepth: Self.deep) }
    return try FlowMapScores(
      prefix: "ntk/\(Int(latest))", title: "NTK, t = \(Int(latest))",
      training: map(tables, FlowMapSettings.trainingAccuracy, latest),
      test: map(tables, FlowMapSettings.testAccuracy, latest), settings: settings
    ).all + [
      Score(
        key: "ntk/best_test_accuracy", value: tests.map(\.best).max() ?? .nan, title: "best test accuracy of the maps"),
      Score(
        key: "tradeoff/\(Int(latest))/best_weight_variance_over_critical", value: bests[1] / critical,
        title: "best σ_w² of deep networks at t = \(Int(latest)), over the critical one"),
      Score(
        key: "tradeoff/best_weight_variance_shift", value: bests[0] - bests[1],
        // A step of the grid, on which both are read, as the half width of what is left open.
        standardError: settings.step / 2.576,
        title: "best σ_w² of deep networks at t = \(Int(settings.times[0])) minus that at t = \(Int(latest))"),
    ]
  }

  func figure(_ tables: Tables, _ settings: FlowMapSettings) throws -> Figure? {
    let rows = [
      (column: FlowMapSettings.trainingAccuracy, title: "train", scale: ColourScale(from: 0, to: 1)),
      (column: FlowMapSettings.testAccuracy, title: "test", scale: ColourScale(from: 0.1, to: 0.35)),
    ]
    let panels = try rows.flatMap { row in
      try settings.times.map { time in
        try settings.panel(
          map(tables, row.column, time), title: "\(row.title), \(FlowMapSettings.title(time))", scale: row.scale)
      }
    }
    return settings.figure(
      "Gradient flow with the NTK of erf networks, σ<sub>b</sub><sup>2</sup> = \(settings.grid.biasVariance): "
        + "CIFAR-10, \(settings.training) training images", panels)
  }

  func narrative(_ tables: Tables, _ settings: FlowMapSettings) -> String {
    """
    Erf, σ_b² = \(settings.grid.biasVariance), \(settings.grid.weightVariances.count) values of σ_w², the first \
    \(settings.training) training and \(settings.test) test images of CIFAR-10, each split standardised by its own \
    mean and deviation of all pixels; one-hot labels. The network is Dense(1, 0), then depth times (Dense, erf). Time \
    is the notebook's: a mode of eigenvalue λ is left with e^(−λt/\(10 * settings.training)), the mean over \
    \(settings.training) · 10 numbers being its loss; the rate that its cell 47 computes is not used there either. \
    Lines: 8 ξ₁ (solid) and 8 ξ_* (dashed). A boundary is the depth at which a column falls half-way from its best to \
    0.1.
    """
  }
}
