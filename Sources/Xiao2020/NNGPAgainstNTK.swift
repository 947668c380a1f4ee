import Datasets
import Plotting
import Results
import Suite

/// The notebook's maps for the NNGP kernel beside those of the NTK: training the readout alone, at t = ∞ Bayesian
/// inference, against training all weights.
struct NNGPAgainstNTK: Experiment {
  let id = "xiao2020/nngp-vs-ntk"
  let title = "Trainability and generalisation over depth: the NNGP beside the NTK"
  let datasets: [DatasetDescription] = [.cifar10]
  let revision = 2

  private static let full = TierPlan(
    FlowMapSettings(columns: 40, test: 10_000, isLimitAdded: true), seconds: 45, megabytes: 1_500)

  let tiers: [Tier: TierPlan<FlowMapSettings>] = [
    .quick: TierPlan(FlowMapSettings(columns: 14, test: 2_000, isLimitAdded: true), seconds: 9, megabytes: 1_500),
    .standard: full, .paper: full,
  ]

  static let kernel = Axis<PriorKernel>("kernel", "kernel")
  static let isTrusted = Column<Int>(
    "is_trusted", over: [AccuracyGrid.depth], "1 if κ < 1/(m ε): the infinite time is no rounding")
  static let image = Axis<Int>("image", "test images")
  static let rightBeyond = Column<Int>(
    "correct_beyond_guide", over: [image],
    "depths between the chaotic guide and twice it at which an image is right, at the latest finite time")

  func sweeps(_ settings: FlowMapSettings) -> [Sweep] {
    [
      Sweep(
        cells: [
          Self.kernel([.nngp, .ntk]), AccuracyGrid.weightVariance(settings.grid.weightVariances),
        ], within: settings.within + [Self.image(0..<settings.test)],
        columns: [FlowMapSettings.trainingAccuracy, FlowMapSettings.testAccuracy, Self.isTrusted, Self.rightBeyond]
      ) { point, context in
        let weightVariance = try point[AccuracyGrid.weightVariance]
        let column = try settings.column(point[Self.kernel], weightVariance: weightVariance, context)
        var right = [Int](repeating: 0, count: settings.test)
        for depth in try settings.placesBeyondGuide(weightVariance: weightVariance) {
          let images = column.isRight[depth * settings.times.count + settings.finiteTimes.count - 1]
          for (image, isRight) in images.enumerated() where isRight { right[image] += 1 }
        }
        return Row(
          FlowMapSettings.trainingAccuracy => column.training, FlowMapSettings.testAccuracy => column.test,
          Self.isTrusted => column.isTrusted.map { $0 ? 1 : 0 }, Self.rightBeyond => right,
          status: column.isTrusted.allSatisfy { $0 } ? .done : .untrusted)
      }
    ]
  }

  /// NaN where the kernel is untrusted and the time infinite.
  private func map(
    _ tables: Tables, _ column: Column<Double>, _ kernel: PriorKernel, _ time: Double
  ) throws -> AccuracyGrid {
    let map = try AccuracyGrid(column, of: tables.only, Self.kernel == kernel, FlowMapSettings.time == time)
    guard time.isInfinite else { return map }
    let isTrusted = try tables.only.lists(Self.isTrusted, by: AccuracyGrid.weightVariance, Self.kernel == kernel)
    return map.known(isTrusted.map { $0.map { $0 != 0 } })
  }

  func scores(_ tables: Tables, _ settings: FlowMapSettings) throws -> [Score] {
    let latest = settings.latest
    func maps(_ kernel: PriorKernel) throws -> (training: AccuracyGrid, test: AccuracyGrid) {
      (
        try map(tables, FlowMapSettings.trainingAccuracy, kernel, latest),
        try map(tables, FlowMapSettings.testAccuracy, kernel, latest)
      )
    }
    let (nngp, ntk) = (try maps(.nngp), try maps(.ntk))
    let lost = try lost(tables, settings)
    let boundaries = try [ntk, nngp].map { try $0.training.multiple(of: settings.ordered).median }
    let best = try settings.times.map { try map(tables, FlowMapSettings.testAccuracy, .nngp, $0).best }.max()
    let time = Int(latest)
    return try FlowMapScores(
      prefix: "nngp/\(time)", title: "NNGP, t = \(time)", training: nngp.training, test: nngp.test,
      settings: settings
    ).all + [
      Score(
        key: "nngp/best_test_accuracy", value: best ?? .nan,
        title: "NNGP, best test accuracy of the maps, trusted kernels alone at t = ∞"),
      Score(
        key: "difference/\(time)/train/ordered_boundary_multiple", value: boundaries[0] - boundaries[1],
        title: "NTK minus NNGP, t = \(time): training boundary in ξ₁"),
      Score(
        key: "difference/\(time)/test/\(settings.test)/chaotic_accuracy", value: lost.mean,
        standardError: lost.standardError,
        title: "NTK minus NNGP, t = \(time): test accuracy between 8 and 16 ξ_*"),
    ]
  }

  /// The NTK's test accuracy minus the NNGP's between the chaotic guide and twice its depth, where the NTK is said to
  /// lose what it learnt. Both classify the same images: the standard error is that of the mean over images of each
  /// image's own difference, the mean over cells.
  private func lost(_ tables: Tables, _ settings: FlowMapSettings) throws -> SampleMean {
    let table = try tables.only
    func right(_ kernel: PriorKernel) throws -> [[Int]] {
      try table.lists(Self.rightBeyond, by: AccuracyGrid.weightVariance, Self.kernel == kernel)
    }
    let places = try settings.grid.weightVariances.reduce(0) {
      try $0 + settings.placesBeyondGuide(weightVariance: $1).count
    }
    var differences = [Double](repeating: 0, count: settings.test)
    for (ntk, nngp) in zip(try right(.ntk), try right(.nngp)) {
      for image in differences.indices { differences[image] += Double(ntk[image] - nngp[image]) / Double(places) }
    }
    return SampleMean(differences)
  }

  func figure(_ tables: Tables, _ settings: FlowMapSettings) throws -> Figure? {
    // The row's name stands once, beside its first panel, and the bar of its scale behind its last.
    func row(
      _ name: String, _ scale: ColourScale, _ map: (_ time: Double) throws -> AccuracyGrid
    ) throws -> [Panel] {
      try settings.times.enumerated().map { place, time in
        var scale = scale
        scale.showsBar = place == settings.times.count - 1
        return try settings.panel(
          map(time), title: FlowMapSettings.title(time), row: place == 0 ? name : "", scale: scale,
          missing: "κ beyond 1/(<i>m</i> ε)")
      }
    }
    let columns = [
      (
        title: "train", column: FlowMapSettings.trainingAccuracy, scale: ColourScale(from: 0, to: 1),
        difference: ColourScale(map: .diverging, from: -1, to: 1, centre: 0)
      ),
      (
        title: "test", column: FlowMapSettings.testAccuracy, scale: ColourScale(from: 0.1, to: 0.35),
        difference: ColourScale(map: .diverging, from: -0.2, to: 0.2, centre: 0)
      ),
    ]
    let nngp = try columns.flatMap { split in
      try row("NNGP, \(split.title)", split.scale) { try map(tables, split.column, .nngp, $0) }
    }
    let differences = try columns.flatMap { split in
      try row("NTK − NNGP, \(split.title)", split.difference) {
        try map(tables, split.column, .ntk, $0).minus(map(tables, split.column, .nngp, $0))
      }
    }
    return settings.figure(
      "The NNGP's maps, and NTK minus NNGP: erf, "
        + "σ<sub>b</sub><sup>2</sup> = \(settings.grid.biasVariance), CIFAR-10, \(settings.training) training images",
      legend: .shared, nngp + differences)
  }

  func narrative(_ tables: Tables, _ settings: FlowMapSettings) throws -> String {
    let untrusted = try tables.only[Self.isTrusted].count { $0 == 0 }
    return """
      The setting of xiao2020/notebook at \(settings.grid.weightVariances.count) values of σ_w², with the NNGP kernel \
      in the NTK's place: gradient flow on the readout alone, whose limit t = ∞ is the mean of Bayesian inference. At \
      t = ∞, \(untrusted) kernels have a condition number beyond 1/(m ε): their smallest modes are rounding, so that \
      these cells have no value at t = ∞; they are hatched and take no part in the best test accuracy.
      """
  }
}
