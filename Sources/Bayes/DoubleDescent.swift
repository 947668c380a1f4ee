import Architectures
import Datasets
import Foundation
import Inference
import LinearAlgebra
import Platform
import Plotting
import Randomness
import Results
import Suite

/// Double descent of a network with one hidden layer (Belkin et al. 2019): test error against the number of trained
/// parameters falls, rises to a peak where they are about as many as n images × k outputs, and falls again.
///
/// Two ways of training. The readout alone on random ReLU units, by least squares of least norm: H k parameters, and at
/// H = n the features are square and all but singular. Both layers, by Adam: (d + 1) H + (H + 1) k parameters. Of 20 %
/// of the training labels a random class takes the place, which is what an interpolating fit at the peak has to bend
/// for.
struct DoubleDescent: Experiment {
  let id = "bayes/double-descent"
  let title = "Double descent of a network with one hidden layer"
  let reference = "arXiv:1812.11118"
  let datasets: [DatasetDescription] = [.mnist]

  struct Settings: Codable {
    var training, test, steps, seeds: Int
    /// Parameters over n k, in powers of √2.
    var powers: [Int]
    var initialRate = 0.005
    /// The share of labels that are replaced.
    var noise = 0.2
    /// Pixels along a side of the squares that are averaged.
    var window = 4
    /// σ_w² = 2 keeps lengths. The tiny σ_b² gives every unit a bias that begins at 0 and is trained.
    var weightVariance = 2.0
    var biasVariance = 1e-6
    /// Where the peak is looked for: from so many parameters over n k on.
    var peakFrom = 0.25

    var architecture: Architecture {
      .fullyConnected(depth: 1, nonlinearity: .relu, weightVariance: weightVariance, biasVariance: biasVariance)
    }
  }

  let tiers: [Tier: TierPlan<Settings>] = [
    .quick: TierPlan(
      Settings(training: 100, test: 2_000, steps: 10_000, seeds: 2, powers: Array(-4...5)), seconds: 5,
      megabytes: 200),
    .standard: TierPlan(
      Settings(training: 300, test: 10_000, steps: 10_000, seeds: 5, powers: Array(-8...6)), seconds: 85,
      megabytes: 500),
    .paper: TierPlan(
      Settings(training: 4_000, test: 10_000, steps: 40_000, seeds: 5, powers: Array(-8...8)), seconds: 60_000,
      megabytes: 4_000),
  ]

  enum Way: String, CaseIterable, AxisValue {
    case readout
    case bothLayers = "both_layers"

    var title: String { self == .readout ? "readout alone" : "both layers" }

    /// Hidden units with which its trained parameters are `ratio` times n k.
    func width(_ ratio: Double, training: Int, inputs: Int) -> Int {
      let k = Double(DatasetDescription.mnist.classes)
      let wanted = ratio * (Double(training) * k)
      let units: Double = self == .readout ? wanted / k : (wanted - k) / (Double(inputs) + 1 + k)
      return Int(units.rounded())
    }
  }

  static let way = Axis<Way>("way", "layers that are trained")
  static let power = Axis<Int>("power", "log of parameters over n k to the base √2")
  static let seed = Axis<Int>("seed", "training subsets with their noise and initial weights")
  static let trainingError = Column<Double>("training_mse", over: [seed], "training mean squared error")
  static let testError = Column<Double>("test_mse", over: [seed], "test mean squared error")
  static let testAccuracy = Column<Double>("test_accuracy", over: [seed], "test accuracy")

  /// Parameters over n k.
  static func ratio(_ power: Int) -> Double { pow(2, Double(power) / 2) }

  func sweeps(_ settings: Settings) -> [Sweep] {
    [
      Sweep(
        cells: [Self.way(Way.allCases), Self.power(settings.powers)], within: [Self.seed(0..<settings.seeds)],
        columns: [Self.trainingError, Self.testError, Self.testAccuracy]
      ) { point, context in
        let scores = try scores(point[Self.way], power: point[Self.power], settings, context)
        return Row(
          Self.trainingError => scores.map(\.trainingError), Self.testError => scores.map(\.testError),
          Self.testAccuracy => scores.map(\.accuracy))
      }
      .ofTrainedNetworks().costing { point in
        let ratio = try Self.ratio(point[Self.power])
        return try point[Self.way] == .readout ? 0.3 * (1 + ratio) : 2 + 10 * ratio
      }
    ]
  }

  private func scores(
    _ way: Way, power: Int, _ settings: Settings, _ context: RunContext
  ) throws -> [HiddenLayerTask.Scores] {
    let test = try context.dataset(.mnist).test.subset(0..<settings.test)
    let testInputs = PooledImages.inputs(test.images, window: settings.window)
    let width = way.width(Self.ratio(power), training: settings.training, inputs: testInputs.columns)
    return try Parallel.map(count: settings.seeds, threads: context.threads) { seed in
      let training = try TrainingSubset(.mnist, count: settings.training, seed: seed + 1, context: context).images
      let task = HiddenLayerTask(
        architecture: settings.architecture,
        inputs: PooledImages.inputs(training.images, window: settings.window),
        targets: Self.noisyTargets(
          training.labels, noise: settings.noise, context.seed(purpose: "label noise", index: seed)),
        testInputs: testInputs, testTargets: Targets.centredOneHot(test.labels),
        seed: context.seed(purpose: "parameters \(way.rawValue) \(power)", index: seed))
      return switch way {
      case .readout: try task.readout(width: width)
      case .bothLayers: try task.bothLayers(width: width, steps: settings.steps, initialRate: settings.initialRate)
      }
    }
  }

  /// One-hot minus 1/10; every label with probability `noise` replaced by one of all ten.
  private static func noisyTargets(_ labels: [UInt8], noise: Double, _ seed: Seed) -> Matrix<Double> {
    var generator = CounterBasedGenerator(seed: seed)
    return Targets.centredOneHot(
      labels.map { label in
        let (replaced, other) = (generator.uniform() < noise, generator.below(DatasetDescription.mnist.classes))
        return replaced ? UInt8(other) : label
      })
  }

  func scores(_ tables: Tables, _ settings: Settings) throws -> [Score] {
    try Way.allCases.flatMap { try DescentCurves(tables.only, $0).scores(peakFrom: settings.peakFrom) }
  }

  func figure(_ tables: Tables, _ settings: Settings) throws -> Figure? {
    Figure(columns: 2, panels: try Way.allCases.map { try DescentCurves(tables.only, $0).panel })
  }

  func narrative(_ tables: Tables, _ settings: Settings) -> String {
    let side = DatasetDescription.mnist.shape.height / settings.window
    return """
      \(settings.training) training images of MNIST, averaged to \(side) × \(side) pixels, with \
      \(Int((100 * settings.noise).rounded())) % random labels, \(settings.seeds) subsets; \(settings.test) test \
      images with their own labels. Readout: random ReLU units and least squares of least norm. Both layers: \
      full-batch Adam, \(settings.steps) steps, the rate falling from \(settings.initialRate) to 0 as a cosine. The \
      peak is the width of the largest mean test error from \(settings.peakFrom) n k parameters on, the valley the \
      least one before it.
      """
  }
}
