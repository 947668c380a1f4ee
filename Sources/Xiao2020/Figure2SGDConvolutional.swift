import Datasets
import Plotting
import Results
import Suite

/// Xiao et al. 2020, Figure 2 a and b: training and test accuracy of CNN-F after stochastic gradient descent over σ_w²
/// and depth, with the guides 6 ξ₁ and 4 ξ_*. erf, σ_b² = 0.186, CIFAR-10, η = 0.1 · 2/λ_max.
///
/// The paper has a grid of 20 × 20 to depth 80; the width of its networks, the size of its images and how long it
/// trains are not printed. What it trains and scores is f, and f is what is judged. Beside it stands f − f₀, f₀ the
/// initial function: the part that the kernels' mean predictor is about, which f₀, whose variance is K, covers where
/// images and steps are few.
struct Figure2SGDConvolutional: Experiment {
  let id = "xiao2020/figure2-sgd-cnn"
  let title = "Trained convolutional networks over σ_w² and depth (Figure 2 a, b)"
  let reference = "arXiv:1912.13053"
  let datasets: [DatasetDescription] = [.cifar10]

  private static let guides = [
    DepthGuide(side: .ordered, multiple: 6, biasVariance: TrainedConvolutions.biasVariance),
    DepthGuide(side: .chaotic, multiple: 4, biasVariance: TrainedConvolutions.biasVariance),
  ]

  private static func map(_ tier: Tier) -> TrainedConvolutions {
    switch tier {
    case .quick:
      TrainedConvolutions(3, deepest: 15, channels: 16, training: 200, test: 1_000, batch: 50, epochs: 50)
    case .standard:
      TrainedConvolutions(6, deepest: 20, channels: 32, training: 1_000, test: 5_000, batch: 250, epochs: 50)
    case .paper:
      TrainedConvolutions(20, deepest: 80, channels: 64, training: 1_000, test: 10_000, batch: 250, epochs: 100)
    }
  }

  /// Of f − f₀: beyond the quick tier on fewer rows and columns than f.
  private static func changeMap(_ tier: Tier) -> TrainedConvolutions {
    switch tier {
    case .quick: map(.quick)
    case .standard:
      TrainedConvolutions(3, deepest: 20, channels: 32, training: 1_000, test: 5_000, batch: 250, epochs: 50)
    case .paper:
      TrainedConvolutions(8, deepest: 80, channels: 64, training: 1_000, test: 10_000, batch: 250, epochs: 100)
    }
  }

  private static func map(_ tier: Tier, _ reading: TrainedConvolutions.Reading) -> TrainedConvolutions {
    reading == .network ? map(tier) : changeMap(tier)
  }

  func cost(_ tier: Tier) -> Cost? {
    switch tier {
    case .quick: Cost(seconds: 15, memoryBytes: 300_000_000, diskBytes: 1_000_000)
    case .standard: Cost(seconds: 525, memoryBytes: 1_000_000_000, diskBytes: 1_000_000)
    case .paper: Cost(seconds: 70_000, memoryBytes: 4_000_000_000, diskBytes: 1_000_000)
    }
  }

  func layouts(_ tier: Tier) -> [SweepLayout] {
    func layout(_ group: String, _ reading: TrainedConvolutions.Reading, _ scored: String) -> SweepLayout {
      let (map, cell) = (Self.map(tier, reading), ["weight_variance", "depth"])
      return SweepLayout(
        group: group,
        coordinates: [
          Coordinate(name: "weight_variance", values: .numbers(map.weightVariances), longName: "weight variance σ_w²"),
          Coordinate(name: "depth", values: .integers(map.depths), longName: "number of convolutions"),
        ],
        variables: [
          .number("training_accuracy", over: cell, "fraction of training images that \(scored) classifies right"),
          .number("test_accuracy", over: cell, "fraction of test images that \(scored) classifies right"),
          .number(
            "largest_eigenvalue", over: cell,
            "λ_max of the infinitely wide network's tangent kernel on the images of a batch"),
        ],
        cellDimensions: ["weight_variance"])
    }
    return [layout("/", .network, "f"), layout("/change", .change, "f − f₀")]
  }

  func relativeCost(group: String, cell: [Int], tier: Tier) -> Double {
    Double(Self.map(tier, group == "/change" ? .change : .network).depths.reduce(0, +))
  }

  func run(group: String, cell: [Int], tier: Tier, context: RunContext) throws -> CellOutcome {
    let reading: TrainedConvolutions.Reading = group == "/change" ? .change : .network
    let scores = try Self.map(tier, reading).column(cell[0], reading, context: context)
    return CellOutcome(
      CellValues(numbers: [
        "training_accuracy": scores.map(\.training), "test_accuracy": scores.map(\.test),
        "largest_eigenvalue": scores.map(\.largestEigenvalue),
      ]))
  }

  func measurements(_ results: ResultsFile, tier: Tier) throws -> [Score] {
    try measurements(.network, key: "", title: "CNN-F", results, tier)
      + measurements(.change, key: "change/", title: "CNN-F, f − f₀", results, tier)
  }

  private func measurements(
    _ reading: TrainedConvolutions.Reading, key prefix: String, title: String, _ results: ResultsFile, _ tier: Tier
  ) throws -> [Score] {
    let training = try grid("training_accuracy", reading, results, tier)
    let test = try grid("test_accuracy", reading, results, tier)
    func measurement(_ key: String, _ value: Double, _ what: String) -> Score {
      Score(
        key: "cnn_f/\(Self.map(tier).training)/\(prefix)\(key)", value: value, title: "\(title): \(what)")
    }
    func mean(_ grid: AccuracyGrid, _ guide: DepthGuide, _ band: ClosedRange<Double>) throws -> Double {
      try grid.cells(along: guide, band).map(\.accuracy).mean
    }
    let (ordered, chaotic) = (Self.guides[0], Self.guides[1])
    // Twice as deep as the guide, and as deep as it.
    let (beyondOrdered, beyondChaotic) = (
      2 * ordered.multiple...Double.infinity, 2 * chaotic.multiple...Double.infinity
    )
    return [
      measurement(
        "training/deep_ordered_accuracy", try mean(training, ordered, beyondOrdered), "training accuracy beyond 12 ξ₁"),
      measurement(
        "training/memorised_share", try mean(training, chaotic, beyondChaotic), "training accuracy beyond 8 ξ_*"),
      measurement("test/deep_chaotic_accuracy", try mean(test, chaotic, beyondChaotic), "test accuracy beyond 8 ξ_*"),
      measurement(
        "test/shallow_chaotic_accuracy", try mean(test, chaotic, 0...chaotic.multiple), "test accuracy within 4 ξ_*"),
      measurement("test/best_accuracy", test.best, "best test accuracy"),
    ]
  }

  func figure(_ results: ResultsFile, tier: Tier) throws -> Figure? {
    let map = Self.map(tier)
    let readings: [(TrainedConvolutions.Reading, String)] = [
      (.network, "<i>f</i>"), (.change, "<i>f</i> − <i>f</i><sub>0</sub>"),
    ]
    // One scale for both rows.
    let best = try readings.map { try grid("test_accuracy", $0.0, results, tier).best }.reduce(0.2, max)
    let panels = try readings.flatMap { reading, name in
      try [
        panel(reading, "training_accuracy", "\(name), training images", best: 1, results, tier),
        panel(reading, "test_accuracy", "\(name), test images", best: best, results, tier),
      ]
    }
    return Figure(
      title:
        "CNN-F after \(map.epochs) epochs: erf, σ<sub>b</sub><sup>2</sup> = 0.186, \(map.channels) channels, \(map.training) images of CIFAR-10 at 8 × 8",
      columns: 2, panels: panels)
  }

  private func panel(
    _ reading: TrainedConvolutions.Reading, _ variable: String, _ title: String, best: Double,
    _ results: ResultsFile, _ tier: Tier
  ) throws -> Panel {
    let map = Self.map(tier, reading)
    // A cell reaches half-way to its neighbours, and as far on the other side at the ends of an uneven grid.
    let count = map.depths.count
    let half = 0.5 * Double(map.depths[1] - map.depths[0])
    let end = Double(map.depths[count - 1]) + 0.5 * Double(map.depths[count - 1] - map.depths[count - 2])
    let guides = try Self.guides.map { guide in
      try guide.layer(from: map.weightVariances[0], to: map.weightVariances.last ?? 0, deepest: end)
    }
    let accuracies = try grid(variable, reading, results, tier)
    return Panel(
      title: title, x: PlotAxis("σ<sub>w</sub><sup>2</sup>", ticks: [1, 2, 3, 4]),
      y: PlotAxis(
        "depth <i>l</i>", from: 1 - half, to: end, ticks: count <= 6 ? map.depths.map(Double.init) : nil),
      layers: [accuracies.layer(ColourScale("accuracy", from: 0.1, to: best))] + guides)
  }

  func narrative(_ results: ResultsFile, tier: Tier) throws -> String {
    let (map, other) = (Self.map(tier), Self.changeMap(tier))
    let change =
      other.depths.count < map.depths.count
      ? ", on a grid of \(other.weightVariances.count) × \(other.depths.count)" : ""
    return """
      CNN-F: 3 × 3 convolutions on the torus with \(map.channels) channels and erf, flattened, dense readout, σ_b² = 0.186, NTK \
      parameterisation. The first \(map.training) training images of CIFAR-10, 4 × 4 pixels averaged to one (8 × 8 positions), at norm √d \
      after the mean of all pixels was taken off; labels one-hot minus 1/10; \(map.test) test images. Stochastic gradient descent on \
      ½ Σ ‖f − y‖², \(map.epochs) epochs in batches of \(map.batch) (\(map.stepCount) steps), at 0.1 · 2/λ_max of the infinitely wide \
      network's tangent kernel on as many images as a batch has. The grid is \(map.weightVariances.count) × \(map.depths.count) to depth \
      \(map.depths.last ?? 0) where the paper's is 20 × 20 to depth 80; it does not print how wide its networks are, how large its images \
      and how long it trains. A run that diverges keeps the parameters of its last finite step.

      The upper row is f, which the paper trains and scores, and which is judged. In the lower row networks are trained on \
      ½ Σ ‖f − f₀ − y‖² and f − f₀ is scored, f₀ the initial function\(change). f₀ is a draw of a process whose variance is that of the \
      kernel, 0.3 to 2.8 from the left to the right of the map; that of the labels is 0.09. So many steps at a tenth of the largest \
      stable rate take away f₀ along the leading eigenvectors only, and what is left of it covers what was learned; f − f₀ shows that \
      alone, as the kernels' mean predictor does. It is shown and not judged.
      """
  }

  private func grid(
    _ variable: String, _ reading: TrainedConvolutions.Reading, _ results: ResultsFile, _ tier: Tier
  ) throws -> AccuracyGrid {
    let map = Self.map(tier, reading)
    let values = try results.numbers(variable, group: reading == .network ? "/" : "/change").values
    let depths = map.depths.count
    return AccuracyGrid(
      weightVariances: map.weightVariances, depths: map.depths.map(Double.init),
      values: map.weightVariances.indices.map { Array(values[$0 * depths..<($0 + 1) * depths]) })
  }
}
