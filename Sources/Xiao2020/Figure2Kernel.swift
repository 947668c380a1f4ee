import Datasets
import Foundation
import Plotting
import Results
import Suite

/// Xiao et al. 2020, Figure 2 d–f: test accuracy of kernel regression with the NTK on CIFAR-10 over σ_w² and depth,
/// σ_b² = 0.186, with the guides 12 ξ₁ and 10 ξ_*. Fully-connected networks, in float64 and with the solve in float32:
/// the paper does not say in which precision its maps were made, and its guide of the ordered phase looks like a
/// boundary of float32.
struct Figure2Kernel: Experiment {
  let id = "xiao2020/figure2-kernel"
  let title = "Generalisation of kernel regression over σ_w² and depth (Figure 2 d–f)"
  let reference = "arXiv:1912.13053"
  let datasets: [DatasetDescription] = [.cifar10]

  private static let biasVariance = 0.186
  private static let architectures = ["fcn"]
  private static let precisions = ["float64", "float32"]
  private static let weightVariances = (0..<20).map { 0.4853 + (4.1074 - 0.4853) * Double($0) / 19 }
  /// linspace(1, 80, 20) to the nearest layer.
  private static let depths = (0..<20).map { Int((1 + 79 * Double($0) / 19).rounded()) }
  private static let guides = [
    DepthGuide(side: .ordered, multiple: 12, biasVariance: biasVariance),
    DepthGuide(side: .chaotic, multiple: 10, biasVariance: biasVariance),
  ]

  private static func trainingCount(_ tier: Tier) -> Int { tier == .quick ? 200 : 1_000 }
  private static func testCount(_ tier: Tier) -> Int { tier == .quick ? 5_000 : 10_000 }

  func cost(_ tier: Tier) -> Cost? {
    Cost(seconds: tier == .quick ? 8 : 50, memoryBytes: 1_000_000_000, diskBytes: 1_000_000)
  }

  func layouts(_ tier: Tier) -> [SweepLayout] {
    let cell = ["architecture", "weight_variance"]
    return [
      SweepLayout(
        group: "/",
        coordinates: [
          Coordinate(name: "architecture", values: .strings(Self.architectures), longName: "architecture"),
          Coordinate(name: "weight_variance", values: .numbers(Self.weightVariances), longName: "weight variance σ_w²"),
          Coordinate(name: "depth", values: .integers(Self.depths), longName: "number of hidden layers"),
          Coordinate(name: "precision", values: .strings(Self.precisions), longName: "arithmetic of the solve"),
          Coordinate(name: "labels", values: .strings(RegressionMap.labels), longName: "targets of the regression"),
        ],
        variables: [
          .number(
            "test_accuracy", over: cell + ["depth", "precision", "labels"],
            "fraction of test images classified right; NaN: the kernel has no Cholesky factor in this precision")
        ],
        cellDimensions: cell)
    ]
  }

  func run(group: String, cell: [Int], tier: Tier, context: RunContext) throws -> CellOutcome {
    let inputs = try context.recent("inputs", for: "cifar10") {
      context.report(stage: "images")
      let dataset = try context.dataset(.cifar10)
      return try MapInputs.unitNorm(
        training: dataset.training.subset(0..<Self.trainingCount(tier)),
        test: dataset.test.subset(0..<min(Self.testCount(tier), dataset.test.count)),
        preprocessing: .scalarMeanUnitNorm, threads: context.threads)
    }
    let accuracies = try RegressionMap(nonlinearity: .erf, biasVariance: Self.biasVariance, depths: Self.depths)
      .column(weightVariance: Self.weightVariances[cell[1]], inputs: inputs, threads: context.threads)
    let isTrusted = accuracies.allSatisfy { !$0.isNaN }
    return CellOutcome(
      CellValues(numbers: ["test_accuracy": accuracies]), status: isTrusted ? .done : .untrusted)
  }

  func measurements(_ results: ResultsFile, tier: Tier) throws -> [Score] {
    let grids = try grids(results)
    let prefix = "fcn/\(Self.trainingCount(tier))"
    var all: [Score] = []
    for map in grids {
      let (key, title) = ("\(prefix)/\(map.precision)/\(map.labels)", "FCN, \(map.precision), \(map.title) labels")
      for guide in Self.guides { all += try Self.boundary(map.grid, guide, key: key, title: title) }
      all.append(
        Score(
          key: "\(key)/best_test_accuracy", value: map.grid.best, title: "\(title): best test accuracy"))
    }
    let shift =
      try grids[0].grid.multiple(of: Self.guides[0]).median - grids[2].grid.multiple(of: Self.guides[0]).median
    all.append(
      Score(
        key: "\(prefix)/ordered_precision_shift", value: shift,
        title: "FCN: ordered boundary in ξ₁, float64 minus float32"))
    return all
  }

  private static func boundary(
    _ grid: AccuracyGrid, _ guide: DepthGuide, key: String, title: String
  ) throws -> [Score] {
    let (symbol, multiple) = (guide.side == .ordered ? "ξ₁" : "ξ_*", try grid.multiple(of: guide))
    return [
      ("", multiple.median, multiple.words), ("_lowest", multiple.lowest, "lowest column"),
      ("_highest", multiple.highest, "highest column"),
    ].map { suffix, value, words in
      Score(
        key: "\(key)/\(guide.side.rawValue)_boundary_multiple\(suffix)", value: value,
        title: "\(title): accuracy falls half-way, in \(symbol), \(words)")
    }
  }

  func figure(_ results: ResultsFile, tier: Tier) throws -> Figure? {
    let (first, last) = (Self.weightVariances[0], Self.weightVariances[Self.weightVariances.count - 1])
    let guides = try Self.guides.map { try $0.layer(from: first, to: last, deepest: 80) }
    let scale = ColourScale("test accuracy", from: 0.1, to: 0.41)
    let panels = try grids(results).map { map in
      Panel(
        title: "FCN, \(map.precision), \(map.title) labels", x: PlotAxis("σ<sub>w</sub><sup>2</sup>"),
        y: PlotAxis("depth <i>l</i>", from: -1, to: 82),
        layers: [map.grid.layer(scale, missing: "no Cholesky factor")] + guides)
    }
    return Figure(
      title:
        "Kernel regression with the NTK of erf networks, σ<sub>b</sub><sup>2</sup> = 0.186: CIFAR-10, \(Self.trainingCount(tier)) training images",
      columns: 2, panels: panels)
  }

  func narrative(_ results: ResultsFile, tier: Tier) throws -> String {
    let missing = try grids(results).map { $0.grid.values.joined().count { $0.isNaN } }
    return """
      Erf, σ_b² = 0.186, the first \(Self.trainingCount(tier)) training and \(Self.testCount(tier)) test images of CIFAR-10 at norm √d \
      after the mean of all pixels was taken off, K⁰ = 1; t = ∞ without regularisation. Kernels are computed in float64; in the maps named \
      float32 they are rounded to it, factored (Cholesky) and applied in it. A kernel without a factor, \(missing[0]) in float64 and \
      \(missing[2]) in float32, is hatched and counts as chance. A boundary is the depth at which a column falls for the last time half-way \
      from its best to 0.1. Labels are one-hot, with or without the class means over the training images taken off.

      In the ordered phase κ ≈ m p*/(C l χ₁^l), so a factor exists up to l/ξ₁ ≈ log(C l/(ε m p*)), which is 20 depth scales deeper at \
      ε = 2⁻⁵³ than at 2⁻²⁴: the measured boundaries of both precisions are among the numbers below. In the chaotic phase \
      Θ tends to a multiple of the identity and is never singular, so that precision matters little there. What inputs have in common \
      then outweighs what tells them apart; with one-hot labels it puts images into the commonest class, and of labels with mean zero it \
      cancels.
      """
  }

  private typealias Map = (precision: String, labels: String, title: String, grid: AccuracyGrid)

  /// One map a precision and kind of labels.
  private func grids(_ results: ResultsFile) throws -> [Map] {
    let values = try results.numbers("test_accuracy").values
    let (depths, labels) = (Self.depths.count, RegressionMap.labels)
    let kinds = Self.precisions.count * labels.count
    return (0..<kinds).map { kind in
      let grid = AccuracyGrid(
        weightVariances: Self.weightVariances, depths: Self.depths.map(Double.init),
        values: Self.weightVariances.indices.map { column in
          (0..<depths).map { values[(column * depths + $0) * kinds + kind] }
        })
      let name = labels[kind % labels.count]
      return (Self.precisions[kind / labels.count], name, name == "one_hot" ? "one-hot" : "zero-mean", grid)
    }
  }
}
