import Datasets
import MeanField
import Plotting
import Results
import Suite

/// The supplement's sweep over σ_b²: test accuracy of kernel regression with the NTK by depth, for σ_b² from 0.02 to 1
/// and σ_w² at equal multiples of the critical one, in units of the depth scales. The guides of Figure 2, 12 ξ₁ and
/// 10 ξ_*, are those of any σ_b².
struct BiasSweep: Experiment {
  let id = "xiao2020/bias-sweep"
  let title = "Generalisation of kernel regression over σ_b² and depth (supplement)"
  let datasets: [DatasetDescription] = [.cifar10]

  struct Settings: Codable {
    var biasVariances: [Double]
    var training: Int
    var test: Int
    /// σ_w² over the critical one.
    var ratios = [0.5, 0.6, 0.7, 1.4, 1.6, 1.8]
    var depths = DepthRange.linear(1, 80, steps: 19)
    var preprocessing = Preprocessing.scalarMeanUnitNorm

    func grid(_ biasVariance: Double) throws -> MapGrid {
      let critical = try CriticalLine(.erf).weightVariance(biasVariance: biasVariance)
      return MapGrid(weightVariances: ratios.map { $0 * critical }, depths: depths.depths, biasVariance: biasVariance)
    }
  }

  let tiers: [Tier: TierPlan<Settings>] = [
    .quick: TierPlan(
      Settings(biasVariances: [0.02, 0.2, 1], training: 200, test: 1_000), seconds: 2, megabytes: 500),
    .standard: TierPlan(
      Settings(biasVariances: [0.02, 0.186, 0.5, 1], training: 1_000, test: 2_000), seconds: 14,
      megabytes: 700),
    .paper: TierPlan(
      Settings(biasVariances: [0.02, 0.05, 0.1, 0.186, 0.35, 0.5, 1, 2], training: 1_000, test: 10_000),
      seconds: 90, megabytes: 1_000),
  ]

  static let ratio = Axis<Double>("weight_variance_over_critical", "σ_w² over the critical one")

  func sweeps(_ settings: Settings) -> [Sweep] {
    [
      Sweep(
        cells: [VarianceGrid.biasVariance(settings.biasVariances), Self.ratio(settings.ratios)],
        within: [
          AccuracyGrid.depth(settings.depths.depths), SolvePrecision.axis(SolvePrecision.allCases),
          RegressionLabels.axis(RegressionLabels.allCases),
        ],
        columns: [Figure2Kernel.accuracy]
      ) { point, context in
        let grid = try settings.grid(point[VarianceGrid.biasVariance])
        let inputs = try context.recent("inputs", for: "\(settings.training) \(settings.test)") {
          context.report(stage: "images")
          let (training, test) = try context.first(settings.training, test: settings.test, of: .cifar10)
          return try MapInputs.unitNorm(
            training: training, test: test, preprocessing: settings.preprocessing, threads: context.threads)
        }
        let accuracies = try RegressionMap(nonlinearity: .erf, biasVariance: grid.biasVariance, depths: grid.depths)
          .column(
            weightVariance: grid.weightVariances[point.place(on: Self.ratio)], inputs: inputs, threads: context.threads)
        return Row(
          Figure2Kernel.accuracy => accuracies, status: accuracies.contains(where: \.isNaN) ? .untrusted : .done)
      }
    ]
  }

  private func map(
    _ tables: Tables, _ settings: Settings, _ biasVariance: Double, _ labels: RegressionLabels
  ) throws -> AccuracyGrid {
    let grid = try settings.grid(biasVariance)
    return AccuracyGrid(
      weightVariances: grid.weightVariances, depths: grid.depths.map(Double.init),
      values: try tables.only.lists(
        Figure2Kernel.accuracy, by: Self.ratio, VarianceGrid.biasVariance == biasVariance,
        SolvePrecision.axis == .float32, RegressionLabels.axis == labels))
  }

  /// The labels with which each guide of the paper is seen: see `Figure2Kernel`.
  private static let guides: [(side: DepthGuide.Side, multiple: Double, labels: RegressionLabels)] = [
    (.ordered, 12, .zeroMean), (.chaotic, 10, .oneHot),
  ]

  func scores(_ tables: Tables, _ settings: Settings) throws -> [Score] {
    try settings.biasVariances.flatMap { biasVariance in
      try Self.guides.map { guide in
        let multiple = try map(tables, settings, biasVariance, guide.labels)
          .multiple(of: settings.grid(biasVariance).guide(guide.side, guide.multiple))
        return Score(
          key: "fcn/\(settings.training)/\(biasVariance)/\(guide.side.rawValue)_boundary_multiple",
          value: multiple.median, standardError: multiple.standardError, samples: multiple.columns,
          title: "σ_b² = \(biasVariance), \(guide.labels.title) labels: accuracy falls half-way, in "
            + "\(guide.side.name), \(multiple.words)")
      }
    }
  }

  /// A panel a guide: accuracy against depth in units of the scale, a line a column.
  func figure(_ tables: Tables, _ settings: Settings) throws -> Figure? {
    let panels = try Self.guides.map { guide in
      let lines = try settings.biasVariances.enumerated().flatMap { colour, biasVariance -> [Layer] in
        let own = try settings.grid(biasVariance).guide(guide.side, guide.multiple)
        let map = try map(tables, settings, biasVariance, guide.labels)
        let columns = try map.weightVariances.indices.compactMap { column in
          try own.depthScale(weightVariance: map.weightVariances[column]).map { (column: column, scale: $0) }
        }
        return columns.enumerated().map { number, place in
          .line(
            x: map.depths.map { $0 / place.scale },
            y: map.values[place.column].map { $0.isNaN ? AccuracyGrid.chance : $0 },
            label: number == 0 ? "σ<sub>b</sub><sup>2</sup> = \(biasVariance)" : "", colour: .palette(colour),
            dash: .solid, width: 1.3)
        }
      }
      return Panel(
        title: "\(guide.side.rawValue), \(guide.labels.title) labels",
        x: PlotAxis("depth/\(guide.side.symbol)", from: 0, to: 2.5 * guide.multiple), y: PlotAxis("test accuracy"),
        layers: lines + [.vertical(at: guide.multiple, label: "\(Int(guide.multiple)) \(guide.side.symbol)")])
    }
    return Figure(
      title: "Kernel regression with the NTK of erf networks: CIFAR-10, \(settings.training) training images",
      columns: 2, panels: panels)
  }

  func narrative(_ tables: Tables, _ settings: Settings) -> String {
    """
    As xiao2020/figure2-kernel, solved in float32, with \(settings.test) test images, at σ_w² of \
    \(settings.ratios.map { "\($0)" }.joined(separator: ", ")) times the critical one of each σ_b². A boundary is \
    where the accuracy of a column falls half-way from its best to 0.1; columns whose guide lies between 8 and \
    \(3 * (settings.depths.last / 4)) layers count.
    """
  }
}
