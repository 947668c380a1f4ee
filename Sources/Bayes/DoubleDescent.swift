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

  static let ways = ["readout", "both_layers"]
  static let noise = 0.2

  struct Sizes {
    let training, test, steps, seeds: Int
    /// Parameters over n k, in powers of √2.
    let powers: ClosedRange<Int>
  }

  static func sizes(_ tier: Tier) -> Sizes {
    switch tier {
    case .quick: Sizes(training: 100, test: 2_000, steps: 10_000, seeds: 2, powers: -4...5)
    case .standard: Sizes(training: 300, test: 10_000, steps: 10_000, seeds: 5, powers: -8...6)
    case .paper: Sizes(training: 4_000, test: 10_000, steps: 40_000, seeds: 5, powers: -8...8)
    }
  }

  /// Hidden units with which the way's trained parameters are n k · √2^power.
  static func width(_ way: Int, power: Int, training: Int, inputs: Int) -> Int {
    let (k, wanted) = (Double(DatasetDescription.mnist.classes), pow(2, Double(power) / 2))
    let data = Double(training) * k
    return Int((way == 0 ? wanted * data / k : (wanted * data - k) / (Double(inputs) + 1 + k)).rounded())
  }

  func cost(_ tier: Tier) -> Cost? {
    switch tier {
    case .quick: Cost(seconds: 5, memoryBytes: 200_000_000, diskBytes: 1_000_000)
    case .standard: Cost(seconds: 85, memoryBytes: 500_000_000, diskBytes: 1_000_000)
    case .paper: Cost(seconds: 60_000, memoryBytes: 4_000_000_000, diskBytes: 1_000_000)
    }
  }

  func layouts(_ tier: Tier) -> [SweepLayout] {
    let sizes = Self.sizes(tier)
    let cell = ["way", "power"]
    return [
      SweepLayout(
        group: "/",
        coordinates: [
          Coordinate(name: "way", values: .strings(Self.ways), longName: "layers that are trained"),
          Coordinate(
            name: "power", values: .integers(Array(sizes.powers)), longName: "log of parameters over n k to the base √2"
          ),
          .index("seed", count: sizes.seeds, longName: "training subsets with their noise and initial weights"),
        ],
        variables: ["training_mse", "test_mse", "test_accuracy"].map { name in
          .number(
            name, over: cell + ["seed"], name.replacing("_", with: " ").replacing("mse", with: "mean squared error"))
        },
        cellDimensions: cell)
    ]
  }

  func relativeCost(group: String, cell: [Int], tier: Tier) -> Double {
    let parameters = pow(2, Double(Self.sizes(tier).powers.lowerBound + cell[1]) / 2)
    return cell[0] == 0 ? 0.3 * (1 + parameters) : 2 + 10 * parameters
  }

  func run(group: String, cell: [Int], tier: Tier, context: RunContext) throws -> CellOutcome {
    let (sizes, dataset) = (Self.sizes(tier), try context.dataset(.mnist))
    let power = sizes.powers.lowerBound + cell[1]
    let test = dataset.test.subset(0..<sizes.test)
    let (testInputs, testTargets) = (PooledImages.inputs(test.images, window: 4), Targets.centredOneHot(test.labels))
    let width = Self.width(cell[0], power: power, training: sizes.training, inputs: testInputs.columns)
    let scores = try Parallel.map(count: sizes.seeds, threads: context.threads) { seed in
      let indices = try Subset.balanced(
        labels: dataset.training.labels, count: sizes.training, seed: seed + 1, root: context.rootSeed)
      let training = dataset.training.subset(indices)
      let task = HiddenLayerTask(
        inputs: PooledImages.inputs(training.images, window: 4),
        targets: Self.noisyTargets(training.labels, seed, context),
        testInputs: testInputs, testTargets: testTargets,
        seed: context.seed(purpose: "parameters \(Self.ways[cell[0]]) \(power)", index: seed))
      return try cell[0] == 0 ? task.readout(width: width) : task.bothLayers(width: width, steps: sizes.steps)
    }
    return CellOutcome(
      CellValues(numbers: [
        "training_mse": scores.map(\.trainingError), "test_mse": scores.map(\.testError),
        "test_accuracy": scores.map(\.accuracy),
      ]))
  }

  /// One-hot minus 1/10; every label with probability `noise` replaced by one of all ten.
  private static func noisyTargets(_ labels: [UInt8], _ seed: Int, _ context: RunContext) -> Matrix<Double> {
    var generator = CounterBasedGenerator(seed: context.seed(purpose: "label noise", index: seed))
    return Targets.centredOneHot(
      labels.map { label in
        let (replaced, other) = (generator.uniform() < noise, generator.below(DatasetDescription.mnist.classes))
        return replaced ? UInt8(other) : label
      })
  }

  func measurements(_ results: ResultsFile, tier: Tier) throws -> [Score] {
    try DescentCurves(results, sizes: Self.sizes(tier)).measurements
  }

  func figure(_ results: ResultsFile, tier: Tier) throws -> Figure? {
    try DescentCurves(results, sizes: Self.sizes(tier)).figure
  }

  func narrative(_ results: ResultsFile, tier: Tier) throws -> String {
    let sizes = Self.sizes(tier)
    return """
      \(sizes.training) training images of MNIST, averaged to 7 × 7 pixels, with 20 % random labels, \(sizes.seeds) subsets; \(sizes.test) \
      test images with their own labels. Readout: random ReLU units and least squares of least norm. Both layers: full-batch Adam, \
      \(sizes.steps) steps, the rate falling from 0.005 to 0 as a cosine. The peak is the width of the largest mean test error from a \
      quarter of n k parameters on, the valley the least one before it.
      """
  }
}
