import Datasets
import Plotting
import Results
import Suite

/// The notebook's maps for the NNGP kernel beside those of the NTK: training the readout alone, at t = ∞ Bayesian
/// inference, against training all weights.
struct NNGPAgainstNTK: Experiment {
  let id = "xiao2020/nngp-vs-ntk"
  let title = "Trainability and generalisation over depth: the NNGP beside the NTK"
  let reference = "arXiv:1912.13053"
  let datasets: [DatasetDescription] = [.cifar10]

  private static let kernels: [PriorKernel] = [.nngp, .ntk]
  private static let times = FlowMapSetting.times + [.infinity]
  /// Of 4096 in `times`.
  private static let latest = 4

  private static func weightVariances(_ tier: Tier) -> [Double] {
    FlowMapSetting.weightVariances(tier == .quick ? 14 : 40)
  }

  func cost(_ tier: Tier) -> Cost? {
    Cost(seconds: tier == .quick ? 9 : 45, memoryBytes: 1_500_000_000, diskBytes: 1_000_000)
  }

  func layouts(_ tier: Tier) -> [SweepLayout] {
    let cell = ["kernel", "weight_variance"]
    let map = cell + ["depth", "time"]
    return [
      SweepLayout(
        group: "/",
        coordinates: [
          Coordinate(name: "kernel", values: .strings(Self.kernels.map(\.rawValue)), longName: "kernel"),
          Coordinate(
            name: "weight_variance", values: .numbers(Self.weightVariances(tier)), longName: "weight variance σ_w²"),
          Coordinate(name: "depth", values: .integers(FlowMapSetting.depths), longName: "number of hidden layers"),
          Coordinate(
            name: "time", values: .numbers(Self.times), longName: "training time, e^(−λt/(10 m)) of a mode is left"),
        ],
        variables: [
          .number("training_accuracy", over: map, "fraction of training images classified right"),
          .number("test_accuracy", over: map, "fraction of test images classified right"),
          .integer("is_trusted", over: cell + ["depth"], "1 if κ < 1/(m ε): the infinite time is no rounding"),
        ],
        cellDimensions: cell)
    ]
  }

  func run(group: String, cell: [Int], tier: Tier, context: RunContext) throws -> CellOutcome {
    let map = FlowMap(
      kernel: Self.kernels[cell[0]], nonlinearity: .erf, biasVariance: FlowMapSetting.biasVariance,
      depths: FlowMapSetting.depths, times: Self.times)
    let column = try map.column(
      weightVariance: Self.weightVariances(tier)[cell[1]], inputs: FlowMapSetting.inputs(context),
      threads: context.threads)
    return CellOutcome(
      CellValues(
        numbers: ["training_accuracy": column.training, "test_accuracy": column.test],
        integers: ["is_trusted": column.isTrusted.map { $0 ? 1 : 0 }]),
      status: column.isTrusted.allSatisfy { $0 } ? .done : .untrusted)
  }

  func measurements(_ results: ResultsFile, tier: Tier) throws -> [Score] {
    let (training, test) = try (grids(results, "training_accuracy", tier), grids(results, "test_accuracy", tier))
    func multiple(_ kernel: Int) throws -> Double {
      try training[kernel][Self.latest].multiple(of: FlowMapSetting.ordered).median
    }
    let chaotic = FlowMapSetting.chaotic
    // Between the guide and twice its depth: where the NTK is said to lose what it learnt.
    let band = chaotic.multiple...2 * chaotic.multiple
    func beyond(_ kernel: Int) throws -> Double {
      try test[kernel][Self.latest].cells(along: chaotic, band).map(\.accuracy).mean
    }
    return try FlowMapMeasurements(
      prefix: "nngp/4096", title: "NNGP, t = 4096", training: training[0][Self.latest], test: test[0][Self.latest],
      testImages: FlowMapSetting.testCount(tier)
    ).all + [
      Score(
        key: "nngp/best_test_accuracy", value: test[0].map(\.best).max() ?? .nan,
        title: "NNGP, best test accuracy of the maps, trusted kernels alone at t = ∞"),
      Score(
        key: "difference/4096/train/ordered_boundary_multiple", value: try multiple(1) - multiple(0),
        title: "NTK minus NNGP, t = 4096: training boundary in ξ₁"),
      Score(
        key: "difference/4096/test/\(FlowMapSetting.testCount(tier))/chaotic_accuracy",
        value: try beyond(1) - beyond(0),
        title: "NTK minus NNGP, t = 4096: test accuracy between 8 and 16 ξ_*"),
    ]
  }

  func figure(_ results: ResultsFile, tier: Tier) throws -> Figure? {
    let (training, test) = try (grids(results, "training_accuracy", tier), grids(results, "test_accuracy", tier))
    let accuracy = ColourScale(from: 0, to: 1)
    let testAccuracy = ColourScale(from: 0.1, to: 0.35)
    let difference = ColourScale(map: .diverging, from: -1, to: 1, centre: 0)
    let testDifference = ColourScale(map: .diverging, from: -0.2, to: 0.2, centre: 0)
    // The row's name stands once, beside its first panel, and the bar of its scale behind its last.
    func row(_ name: String, _ grids: [AccuracyGrid], _ scale: ColourScale) throws -> [Panel] {
      try grids.enumerated().map { place, grid in
        var scale = scale
        scale.showsBar = place == grids.count - 1
        return try FlowMapSetting.panel(
          grid, title: FlowMapSetting.title(Self.times[place]), row: place == 0 ? name : "", scale: scale,
          missing: "κ beyond 1/(<i>m</i> ε)")
      }
    }
    let panels =
      try row("NNGP, train", training[0], accuracy) + row("NNGP, test", test[0], testAccuracy)
      + row("NTK − NNGP, train", zip(training[1], training[0]).map { $0.minus($1) }, difference)
      + row("NTK − NNGP, test", zip(test[1], test[0]).map { $0.minus($1) }, testDifference)
    return Figure(
      title:
        "The NNGP's maps, and NTK minus NNGP: erf, σ<sub>b</sub><sup>2</sup> = 0.18, CIFAR-10, 256 training images",
      columns: Self.times.count, xTitle: "σ<sub>w</sub><sup>2</sup>", yTitle: "depth <i>l</i>", legend: .shared,
      showsPanelLabels: false,
      panelSize: FlowMapSetting.panelSize,
      panels: panels)
  }

  func narrative(_ results: ResultsFile, tier: Tier) throws -> String {
    let untrusted = try results.integers("is_trusted").values.count { $0 == 0 }
    return """
      The setting of xiao2020/notebook at \(Self.weightVariances(tier).count) values of σ_w², with the NNGP kernel in the NTK's place: \
      gradient flow on the readout alone, whose limit t = ∞ is the mean of Bayesian inference. At t = ∞, \(untrusted) kernels have a \
      condition number beyond 1/(m ε): their smallest modes are rounding, so that these cells have no value at t = ∞; they are hatched \
      and take no part in the best test accuracy.
      """
  }

  /// One map a kernel and time; NaN where the kernel is untrusted and the time infinite.
  private func grids(_ results: ResultsFile, _ name: String, _ tier: Tier) throws -> [[AccuracyGrid]] {
    let values = try results.numbers(name).values
    let isTrusted = try results.integers("is_trusted").values
    let (size, count) = (values.count / Self.kernels.count, Self.times.count)
    let known = values.indices.map { place in
      Self.times[place % count].isInfinite && isTrusted[place / count] == 0 ? .nan : values[place]
    }
    return Self.kernels.indices.map { kernel in
      Self.times.indices.map {
        FlowMapSetting.grid(
          known[kernel * size..<(kernel + 1) * size], weightVariances: Self.weightVariances(tier), time: $0, of: count)
      }
    }
  }
}
