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
  let datasets: [DatasetDescription] = [.cifar10]

  struct Settings: Codable {
    /// Of f, and of f − f₀: beyond the quick tier on fewer rows and columns.
    var network, change: TrainedConvolutions

    subscript(reading: TrainedConvolutions.Reading) -> TrainedConvolutions {
      reading == .network ? network : change
    }

    var ordered: DepthGuide { network.grid.guide(.ordered, 6) }
    var chaotic: DepthGuide { network.grid.guide(.chaotic, 4) }
  }

  let tiers: [Tier: TierPlan<Settings>] = {
    let few = TrainedConvolutions(
      MapGrid(columns: 3, rows: 3, deepest: 15), channels: 16, training: 200, test: 1_000, batch: 50, epochs: 50)
    func standard(_ count: Int) -> TrainedConvolutions {
      TrainedConvolutions(
        MapGrid(columns: count, rows: count, deepest: 20), channels: 32, training: 1_000, test: 5_000, batch: 250,
        epochs: 50)
    }
    func paper(_ count: Int) -> TrainedConvolutions {
      TrainedConvolutions(
        MapGrid(columns: count, rows: count, deepest: 80), channels: 64, training: 1_000, test: 10_000, batch: 250,
        epochs: 100)
    }
    return [
      .quick: TierPlan(Settings(network: few, change: few), seconds: 15, megabytes: 300),
      .standard: TierPlan(Settings(network: standard(6), change: standard(3)), seconds: 525, megabytes: 1_000),
      .paper: TierPlan(Settings(network: paper(20), change: paper(8)), seconds: 70_000, megabytes: 4_000),
    ]
  }()

  static let depth = Axis<Int>("depth", "number of convolutions")
  static let divergence = TrainingCourse.divergence.over(depth)
  static let largestEigenvalue = Column<Double>(
    "largest_eigenvalue", over: [depth],
    "λ_max of the infinitely wide network's tangent kernel on the images of a batch")

  func sweeps(_ settings: Settings) -> [Sweep] {
    let weightVariance = AccuracyGrid.weightVariance
    return TrainedConvolutions.Reading.allCases.map { reading in
      let map = settings[reading]
      func accuracy(_ name: String, _ split: String) -> Column<Double> {
        Column(name, over: [Self.depth], "fraction of \(split) images that \(reading.function) classifies right")
      }
      return Sweep(
        reading.sweep, cells: [weightVariance(map.grid.weightVariances)], within: [Self.depth(map.grid.depths)],
        columns: [
          accuracy("training_accuracy", "training"), accuracy("test_accuracy", "test"), Self.largestEigenvalue,
          Self.divergence,
        ]
      ) { point, context in
        let scores = try map.column(point.place(on: weightVariance), reading, context: context)
        return Row(
          AccuracyGrid.trainingAccuracy => scores.map(\.training), AccuracyGrid.testAccuracy => scores.map(\.test),
          Self.largestEigenvalue => scores.map(\.largestEigenvalue), Self.divergence => scores.map(\.divergedStep))
      }
      .ofTrainedNetworks().costing { _ in Double(map.grid.depths.reduce(0, +)) }
    }
  }

  func scores(_ tables: Tables, _ settings: Settings) throws -> [Score] {
    try scores(tables[TrainedConvolutions.Reading.network.sweep], settings, key: "", title: "CNN-F")
      + scores(tables[TrainedConvolutions.Reading.change.sweep], settings, key: "change/", title: "CNN-F, f − f₀")
  }

  private func scores(_ table: Table, _ settings: Settings, key prefix: String, title: String) throws -> [Score] {
    let training = try AccuracyGrid(AccuracyGrid.trainingAccuracy, of: table)
    let test = try AccuracyGrid(AccuracyGrid.testAccuracy, of: table)
    let score = Scorer(key: "cnn_f/\(settings.network.training)/\(prefix)", title: "\(title): ")
    let (ordered, chaotic) = (settings.ordered, settings.chaotic)
    return try [
      score("training/deep_ordered_accuracy", training.mean(beyond: ordered), "training accuracy beyond 12 ξ₁"),
      score("training/memorised_share", training.mean(beyond: chaotic), "training accuracy beyond 8 ξ_*"),
      score("test/deep_chaotic_accuracy", test.mean(beyond: chaotic), "test accuracy beyond 8 ξ_*"),
      score(
        "test/shallow_chaotic_accuracy", test.mean(along: chaotic, 0...chaotic.multiple),
        "test accuracy within 4 ξ_*"),
      score("test/best_accuracy", test.best, "best test accuracy"),
    ]
  }

  func figure(_ tables: Tables, _ settings: Settings) throws -> Figure? {
    let maps = try TrainedConvolutions.Reading.allCases.map { reading in
      let table = try tables[reading.sweep]
      return (
        name: reading.markup, training: try AccuracyGrid(AccuracyGrid.trainingAccuracy, of: table),
        test: try AccuracyGrid(AccuracyGrid.testAccuracy, of: table)
      )
    }
    // One scale for both rows.
    let best = maps.map(\.test.best).reduce(0.2, max)
    let panels = try maps.flatMap { map in
      try [
        panel(map.training, "\(map.name), training images", best: 1, settings),
        panel(map.test, "\(map.name), test images", best: best, settings),
      ]
    }
    let network = settings.network
    return Figure(
      title: "CNN-F after \(network.epochs) epochs: erf, σ<sub>b</sub><sup>2</sup> = \(network.grid.biasVariance), "
        + "\(network.channels) channels, \(network.training) images of CIFAR-10 at "
        + "\(network.side) × \(network.side)",
      columns: 2, panels: panels)
  }

  private func panel(_ map: AccuracyGrid, _ title: String, best: Double, _ settings: Settings) throws -> Panel {
    // A cell reaches half-way to its neighbours, and as far on the other side at the ends of an uneven grid.
    let (depths, count) = (map.depths, map.depths.count)
    let half = 0.5 * (depths[1] - depths[0])
    let end = depths[count - 1] + 0.5 * (depths[count - 1] - depths[count - 2])
    return try map.panel(
      title, x: PlotAxis("σ<sub>w</sub><sup>2</sup>", ticks: [1, 2, 3, 4]),
      y: PlotAxis("depth <i>l</i>", from: 1 - half, to: end, ticks: count <= 6 ? depths : nil),
      ColourScale("accuracy", from: 0.1, to: best), guides: [settings.ordered, settings.chaotic], deepest: end)
  }

  func narrative(_ tables: Tables, _ settings: Settings) throws -> String {
    let diverged = try TrainingCourse.words(
      TrainedConvolutions.Reading.allCases.map { reading in
        (
          name: reading.function,
          steps: try tables[reading.sweep].lists(Self.divergence, by: AccuracyGrid.weightVariance).flatMap { $0 }
        )
      })
    let (map, grid, other) = (settings.network, settings.network.grid, settings.change.grid)
    let change =
      other.depths.count < grid.depths.count
      ? ", on a grid of \(other.weightVariances.count) × \(other.depths.count)" : ""
    return """
      CNN-F: 3 × 3 convolutions on the torus with \(map.channels) channels and erf, flattened, dense readout, σ_b² = \
      \(grid.biasVariance), NTK parameterisation. The first \(map.training) training images of CIFAR-10, \(map.block) \
      × \(map.block) pixels averaged to one (\(map.side) × \(map.side) positions), at norm √d after the mean of all \
      pixels was taken off; labels one-hot minus 1/10; \(map.test) test images. Stochastic gradient descent on ½ Σ ‖f \
      − y‖², \(map.epochs) epochs in batches of \(map.batch) (\(map.stepCount) steps), at \(map.rate) · 2/λ_max of the \
      infinitely wide network's tangent kernel on as many images as a batch has. The grid is \
      \(grid.weightVariances.count) × \(grid.depths.count) to depth \(grid.depths.last ?? 0) where the paper's is 20 × \
      20 to depth 80; it does not print how wide its networks are, how large its images and how long it trains. \
      \(diverged)

      The upper row is f, which the paper trains and scores, and which is judged. In the lower row networks are \
      trained on ½ Σ ‖f − f₀ − y‖² and f − f₀ is scored, f₀ the initial function\(change). f₀ is a draw of a process \
      whose variance is that of the kernel, 0.3 to 2.8 from the left to the right of the map; that of the labels is \
      0.09. So many steps at a tenth of the largest stable rate take away f₀ along the leading eigenvectors only, and \
      what is left of it covers what was learned; f − f₀ shows that alone, as the kernels' mean predictor does. It is \
      shown and not judged.
      """
  }
}
