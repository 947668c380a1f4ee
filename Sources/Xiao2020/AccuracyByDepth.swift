import Datasets
import Foundation
import Plotting
import Results
import Suite

/// Training and test accuracy by depth far on either side of the critical line, σ_w² = 0.5 (ordered) and 25 (chaotic):
/// what the lecture slides on Xiao et al. 2020 show of networks that are hard to train and generalise, and of networks
/// that are easy to train and do not.
///
/// The slides' data, sizes and numbers of steps were not at hand. Here it is gradient flow with the NTK, and on the
/// readout alone with the NNGP kernel, in the setting of the paper's notebook.
struct AccuracyByDepth: Experiment {
  let id = "xiao2020/accuracy-by-depth"
  let title = "Training and test accuracy by depth at σ_w² = 0.5 and 25 (slides)"
  let datasets: [DatasetDescription] = [.cifar10]

  private static let weightVariances = (ordered: 0.5, chaotic: 25.0)

  private static func settings(test: Int) -> FlowMapSettings {
    FlowMapSettings([weightVariances.ordered, weightVariances.chaotic], test: test, isLimitAdded: false)
  }

  let tiers: [Tier: TierPlan<FlowMapSettings>] = [
    .quick: TierPlan(Self.settings(test: 2_000), seconds: 3, megabytes: 1_500),
    .standard: TierPlan(Self.settings(test: 10_000), seconds: 8, megabytes: 1_500),
    .paper: TierPlan(Self.settings(test: 10_000), seconds: 8, megabytes: 1_500),
  ]

  func sweeps(_ settings: FlowMapSettings) -> [Sweep] {
    [
      Sweep(
        cells: [
          NNGPAgainstNTK.kernel([.ntk, .nngp]), AccuracyGrid.weightVariance(settings.grid.weightVariances),
        ],
        within: settings.within, columns: [FlowMapSettings.trainingAccuracy, FlowMapSettings.testAccuracy]
      ) { point, context in
        let column = try settings.column(
          point[NNGPAgainstNTK.kernel], weightVariance: point[AccuracyGrid.weightVariance], context)
        return Row(
          FlowMapSettings.trainingAccuracy => column.training, FlowMapSettings.testAccuracy => column.test)
      }
    ]
  }

  /// By depth, after the last of the times.
  private func curve(
    _ tables: Tables, _ column: Column<Double>, _ kernel: PriorKernel, _ weightVariance: Double,
    _ settings: FlowMapSettings
  ) throws -> [Double] {
    try tables.only[
      column, NNGPAgainstNTK.kernel == kernel, AccuracyGrid.weightVariance == weightVariance,
      FlowMapSettings.time == settings.latest]
  }

  func scores(_ tables: Tables, _ settings: FlowMapSettings) throws -> [Score] {
    try [PriorKernel.ntk, .nngp].flatMap { kernel in
      try ordered(kernel, tables, settings) + chaotic(kernel, tables, settings)
    }
  }

  /// Hard to train, but what is trained generalises.
  private func ordered(_ kernel: PriorKernel, _ tables: Tables, _ settings: FlowMapSettings) throws -> [Score] {
    let value = Self.weightVariances.ordered
    let training = try curve(tables, FlowMapSettings.trainingAccuracy, kernel, value, settings)
    let test = try curve(tables, FlowMapSettings.testAccuracy, kernel, value, settings)
    let scale = try settings.grid.guide(.ordered, 1).depthScale(weightVariance: value) ?? .nan
    let deep = zip(settings.grid.depths, training).filter { Double($0.0) >= 16 * scale }.map(\.1)
    // The deepest network that is trained half-way.
    let level = 0.5 * (AccuracyGrid.chance + (training.max() ?? .nan))
    let last = training.lastIndex { $0 >= level }
    let score = scorer(kernel, "ordered", value)
    return [
      score("deep_training_accuracy", deep.mean, "training accuracy beyond 16 ξ₁"),
      score(
        "test_accuracy_above_chance", last.map { test[$0] - AccuracyGrid.chance } ?? .nan,
        error: last.map { Self.binomialError(test[$0], settings) },
        "test accuracy above chance of the deepest network trained half-way"),
    ]
  }

  /// Easy to train at every depth, and nothing is learned for other images.
  private func chaotic(_ kernel: PriorKernel, _ tables: Tables, _ settings: FlowMapSettings) throws -> [Score] {
    let value = Self.weightVariances.chaotic
    let training = try curve(tables, FlowMapSettings.trainingAccuracy, kernel, value, settings)
    let test = try curve(tables, FlowMapSettings.testAccuracy, kernel, value, settings)
    let scale = try settings.grid.guide(.chaotic, 1).depthScale(weightVariance: value) ?? .nan
    let depths = settings.grid.depths.map(Double.init)
    let score = scorer(kernel, "chaotic", value)
    return [
      score(
        "least_training_accuracy", zip(depths, training).filter { $0.0 >= 1 }.map(\.1).min() ?? .nan,
        "least training accuracy of all depths"),
      score(
        "shallow_test_accuracy_above_chance", test[1] - AccuracyGrid.chance,
        error: Self.binomialError(test[1], settings), "test accuracy above chance at depth 1"),
      score(
        "deep_test_accuracy", zip(depths, test).filter { $0.0 >= 60 * scale }.map(\.1).mean,
        error: Self.binomialError(AccuracyGrid.chance, settings), "test accuracy beyond 60 ξ_*"),
    ]
  }

  private func scorer(_ kernel: PriorKernel, _ phase: String, _ weightVariance: Double) -> Scorer {
    Scorer(
      key: "\(kernel.rawValue)/\(phase)/",
      title: "\(kernel.rawValue.uppercased()), \(phase), σ_w² = \(weightVariance): ")
  }

  private static func binomialError(_ accuracy: Double, _ settings: FlowMapSettings) -> Double {
    (accuracy * (1 - accuracy) / Double(settings.test)).squareRoot()
  }

  func figure(_ tables: Tables, _ settings: FlowMapSettings) throws -> Figure? {
    let depths = settings.grid.depths.map(Double.init)
    let panels = try settings.grid.weightVariances.map { value in
      let curves = try [PriorKernel.ntk, .nngp].enumerated().flatMap { k, kernel in
        try [
          ("training", FlowMapSettings.trainingAccuracy, Dash.dashed),
          ("test", FlowMapSettings.testAccuracy, Dash.solid),
        ].map { split, column, dash in
          Layer.line(
            x: depths, y: try curve(tables, column, kernel, value, settings),
            label: "\(kernel.rawValue.uppercased()), \(split)", colour: .palette(k), dash: dash)
        }
      }
      let phase = value < 2 ? "ordered" : "chaotic"
      return Panel(
        title: "\(phase), σ<sub>w</sub><sup>2</sup> = \(value < 1 ? "\(value)" : "\(Int(value))")",
        x: PlotAxis("depth <i>l</i>"), y: PlotAxis("accuracy", from: 0, to: 1.02),
        layers: curves + [.horizontal(at: AccuracyGrid.chance, label: "chance")])
    }
    return Figure(columns: 2, panels: panels)
  }

  func narrative(_ tables: Tables, _ settings: FlowMapSettings) -> String {
    """
    Gradient flow in the setting of xiao2020/notebook to t = \(Int(settings.latest)): erf, σ_b² = \
    \(settings.grid.biasVariance), the first \(settings.training) training and \(settings.test) test images of \
    CIFAR-10. The slides name the two variances; their data, sizes and training time were not at hand.
    """
  }
}
