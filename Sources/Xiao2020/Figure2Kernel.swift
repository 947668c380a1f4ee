import Datasets
import Foundation
import Plotting
import Results
import Suite

/// Xiao et al. 2020, Figure 2 d–f: test accuracy of kernel regression with the NTK on CIFAR-10 over σ_w² and depth,
/// σ_b² = 0.186, with the guides 12 ξ₁ and 10 ξ_*. Fully-connected networks, in float64 and with the solve in float32:
/// the paper does not say in which precision its maps were made. That its guide of the ordered phase is where float32
/// gives out is a hypothesis, which a network of another kind cannot test: `Figure2Convolutions` has the paper's.
struct Figure2Kernel: Experiment {
  let id = "xiao2020/figure2-kernel"
  let title = "Generalisation of kernel regression over σ_w² and depth (Figure 2 d–f)"
  let datasets: [DatasetDescription] = [.cifar10]

  struct Settings: Codable {
    var grid = MapGrid(columns: 20, rows: 20, deepest: 80)
    var training = 1_000
    var test = 10_000
    var preprocessing = Preprocessing.scalarMeanUnitNorm

    var ordered: DepthGuide { grid.guide(.ordered, 12) }
    var chaotic: DepthGuide { grid.guide(.chaotic, 10) }
  }

  let tiers: [Tier: TierPlan<Settings>] = [
    .quick: TierPlan(Settings(training: 200, test: 5_000), seconds: 8, megabytes: 1_000),
    .standard: TierPlan(Settings(), seconds: 50, megabytes: 1_000),
    .paper: TierPlan(Settings(), seconds: 50, megabytes: 1_000),
  ]

  static let architecture = Axis<String>("architecture", "architecture")
  static let accuracy = Column<Double>(
    "test_accuracy", over: [AccuracyGrid.depth, SolvePrecision.axis, RegressionLabels.axis],
    "fraction of test images classified right; NaN: the kernel has no Cholesky factor in this precision")

  func sweeps(_ settings: Settings) -> [Sweep] {
    let grid = settings.grid
    let map = RegressionMap(nonlinearity: .erf, biasVariance: grid.biasVariance, depths: grid.depths)
    return [
      Sweep(
        cells: [Self.architecture(["fcn"]), AccuracyGrid.weightVariance(grid.weightVariances)],
        within: [
          AccuracyGrid.depth(grid.depths), SolvePrecision.axis(SolvePrecision.allCases),
          RegressionLabels.axis(RegressionLabels.allCases),
        ],
        columns: [Self.accuracy]
      ) { point, context in
        let accuracies = try map.column(
          weightVariance: point[AccuracyGrid.weightVariance], inputs: Self.inputs(settings, context),
          threads: context.threads)
        return Row(
          Self.accuracy => accuracies, status: accuracies.contains(where: \.isNaN) ? .untrusted : .done)
      }
    ]
  }

  private static func inputs(_ settings: Settings, _ context: RunContext) throws -> MapInputs {
    try context.recent("inputs", for: "\(settings.training) \(settings.test)") {
      context.report(stage: "images")
      let (training, test) = try context.first(settings.training, test: settings.test, of: .cifar10)
      return try MapInputs.unitNorm(
        training: training, test: test, preprocessing: settings.preprocessing, threads: context.threads)
    }
  }

  private func grid(
    _ tables: Tables, _ precision: SolvePrecision, _ labels: RegressionLabels
  ) throws -> AccuracyGrid {
    try AccuracyGrid(
      Self.accuracy, of: tables.only, Self.architecture == "fcn", SolvePrecision.axis == precision,
      RegressionLabels.axis == labels)
  }

  /// `body` of every map, with what the map is.
  private func eachMap<Value>(
    _ tables: Tables, _ body: (AccuracyGrid, SolvePrecision, RegressionLabels) throws -> Value
  ) throws -> [Value] {
    try SolvePrecision.allCases.flatMap { precision in
      try RegressionLabels.allCases.map { try body(grid(tables, precision, $0), precision, $0) }
    }
  }

  func scores(_ tables: Tables, _ settings: Settings) throws -> [Score] {
    let prefix = "fcn/\(settings.training)"
    let all = try eachMap(tables) { grid, precision, labels in
      let score = Scorer(
        key: "\(prefix)/\(precision.rawValue)/\(labels.rawValue)/",
        title: "FCN, \(precision.rawValue), \(labels.title) labels: ")
      return try [settings.ordered, settings.chaotic].flatMap { try Self.boundary(grid, $0, score) }
        + [score("best_test_accuracy", grid.best, "best test accuracy")]
    }
    let medians = try SolvePrecision.allCases.map {
      try grid(tables, $0, .zeroMean).multiple(of: settings.ordered).median
    }
    return all.flatMap { $0 } + [
      Score(
        key: "\(prefix)/ordered_precision_shift", value: medians[0] - medians[1],
        title: "FCN: ordered boundary in ξ₁, float64 minus float32")
    ]
  }

  private static func boundary(_ grid: AccuracyGrid, _ guide: DepthGuide, _ score: Scorer) throws -> [Score] {
    let multiple = try grid.multiple(of: guide)
    return [
      ("", multiple.median, multiple.words), ("_lowest", multiple.lowest, "lowest column"),
      ("_highest", multiple.highest, "highest column"),
    ].map { suffix, value, words in
      score(
        "\(guide.side.rawValue)_boundary_multiple\(suffix)", value,
        "accuracy falls half-way, in \(guide.side.name), \(words)")
    }
  }

  func figure(_ tables: Tables, _ settings: Settings) throws -> Figure? {
    let deepest = Double(settings.grid.depths.last ?? 1)
    let panels = try eachMap(tables) { grid, precision, labels in
      try grid.panel(
        "FCN, \(precision.rawValue), \(labels.title) labels", y: PlotAxis("depth <i>l</i>", from: -1, to: deepest + 2),
        ColourScale("test accuracy", from: 0.1, to: 0.41), guides: [settings.ordered, settings.chaotic])
    }
    return Figure(
      title: "Kernel regression with the NTK of erf networks, "
        + "σ<sub>b</sub><sup>2</sup> = \(settings.grid.biasVariance): CIFAR-10, \(settings.training) training images",
      columns: 2, panels: panels)
  }

  func narrative(_ tables: Tables, _ settings: Settings) throws -> String {
    let missing = try SolvePrecision.allCases.map {
      try grid(tables, $0, .zeroMean).values.joined().count { $0.isNaN }
    }
    return """
      Erf, σ_b² = \(settings.grid.biasVariance), the first \(settings.training) training and \(settings.test) test \
      images of CIFAR-10 at norm √d after the mean of all pixels was taken off, K⁰ = 1; t = ∞ without regularisation. \
      Kernels are computed in float64; in the maps named float32 they are rounded to it, factored (Cholesky) and \
      applied in it. A kernel without a factor, \(missing[0]) in float64 and \(missing[1]) in float32, is hatched and \
      counts as chance. A boundary is the depth at which a column falls for the last time half-way from its best to \
      0.1. Labels are one-hot, with or without the class means over the training images taken off.

      In the ordered phase κ ≈ m p*/(C l χ₁^l), so a factor exists up to l/ξ₁ ≈ log(C l/(ε m p*)), which is 20 depth \
      scales deeper at ε = 2⁻⁵³ than at 2⁻²⁴: the measured boundaries of both precisions are among the numbers below. \
      In the chaotic phase Θ tends to a multiple of the identity and is never singular, so that precision matters \
      little there. What inputs have in common then outweighs what tells them apart; with one-hot labels it puts \
      images into the commonest class, and of labels with mean zero it cancels.
      """
  }
}
