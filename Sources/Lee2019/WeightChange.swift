import Architectures
import Datasets
import Foundation
import LinearAlgebra
import Platform
import Plotting
import Results
import Suite

/// Lee, Xiao et al. 2019, Figure 1: how much training changes weights and kernels, by width. Three hidden layers, ReLU,
/// full-batch gradient descent at η = 1 in NTK parameterisation on 128 images of MNIST.
///
/// The loss is half the mean of (f − y)² over images and outputs. The paper does not print the variances of this
/// figure; they are those of its Figure 3, σ_w² = 2 and σ_b² = 0.1. Widths run to 2¹⁰ in place of 2¹², steps to 2¹² in
/// place of 2¹⁷ (at the standard tier).
struct WeightChange: Experiment {
  let id = "lee2019/figure1"
  let title = "Weights and kernels before and after training, by width (Figure 1)"
  let reference = "arXiv:1902.06720v3"
  let datasets: [DatasetDescription] = [.mnist]

  private static let depth = 3
  private static let rate = 1.0
  private static let testCount = 32

  private struct Sizes {
    let widths: [Int]
    let images, steps, seeds: Int
  }

  private static func sizes(_ tier: Tier) -> Sizes {
    func powers(_ range: ClosedRange<Int>) -> [Int] { range.map { 1 << $0 } }
    return switch tier {
    case .quick: Sizes(widths: powers(5...9), images: 40, steps: 512, seeds: 4)
    case .standard: Sizes(widths: powers(4...10), images: 128, steps: 1 << 12, seeds: 5)
    case .paper: Sizes(widths: powers(4...12), images: 128, steps: 1 << 17, seeds: 5)
    }
  }

  func cost(_ tier: Tier) -> Cost? {
    switch tier {
    case .quick: Cost(seconds: 6, memoryBytes: 400_000_000, diskBytes: 1_000_000)
    case .standard: Cost(seconds: 330, memoryBytes: 1_000_000_000, diskBytes: 1_000_000)
    case .paper: Cost(seconds: 120_000, memoryBytes: 3_000_000_000, diskBytes: 1_000_000)
    }
  }

  func layouts(_ tier: Tier) -> [SweepLayout] {
    let sizes = Self.sizes(tier)
    return [
      SweepLayout(
        group: "/",
        coordinates: [
          Coordinate(name: "width", values: .integers(sizes.widths), longName: "units of a hidden layer"),
          .index("network", count: sizes.seeds, longName: "independent networks"),
          Coordinate(name: "quantity", values: .strings(TrainingChange.names), longName: "what is measured"),
        ],
        variables: [
          .number(
            "change", over: ["width", "network", "quantity"],
            "relative Frobenius norm of the change by training; linearisation_error: root mean squared difference from the "
              + "linearised network on test images; final_loss: half the mean squared error at the end")
        ],
        cellDimensions: ["width"])
    ]
  }

  func relativeCost(group: String, cell: [Int], tier: Tier) -> Double {
    let width = Double(Self.sizes(tier).widths[cell[0]])
    return 50_000 + 800 * width + 2 * width * width
  }

  func run(group: String, cell: [Int], tier: Tier, context: RunContext) throws -> CellOutcome {
    let (sizes, dataset) = (Self.sizes(tier), try context.dataset(.mnist))
    let data = try ImageRegression(dataset.training.subset(0..<sizes.images))
    let test = try ImageRegression(dataset.test.subset(0..<Self.testCount))
    let architecture = Architecture.fullyConnected(
      depth: Self.depth, nonlinearity: .relu, weightVariance: 2, biasVariance: 0.1)
    let width = sizes.widths[cell[0]]
    let changes = try Parallel.map(count: sizes.seeds, threads: context.threads) { network in
      try TrainingChange(
        architecture.finiteWidth(
          width, outputs: data.outputs, inputs: data.inputs.columns,
          seed: context.seed(purpose: "parameters of width \(width)", index: network),
          parameterisation: .neuralTangent, as: Float.self),
        on: data, testInputs: test.inputs, rate: data.sumRate(ofMeanRate: Self.rate), steps: sizes.steps,
        seed: context.seed(purpose: "training"))
    }
    return CellOutcome(CellValues(numbers: ["change": changes.flatMap(\.values)]))
  }

  func measurements(_ results: ResultsFile, tier: Tier) throws -> [Score] {
    let widths = Self.sizes(tier).widths
    let slopes = try TrainingChange.names.dropLast().enumerated().map { k, name in
      let scaling = try WidthScaling(widths: widths, values: Self.values(results, quantity: k, tier))
      return Score(
        key: "relu/\(name)/slope", value: scaling.slope, standardError: scaling.standardError, samples: scaling.seeds,
        title: "\(WeightChangeFigure.titles[k]): slope against width, log-log")
    }
    let widest = try Self.values(results, quantity: 6, tier).last ?? []
    let error = slopes[5]
    return slopes + [
      Score(
        key: "relu/linearisation_error/slope_lower_limit",
        value: error.value - 2.576 * (error.standardError ?? 0), samples: error.samples,
        title: "\(WeightChangeFigure.titles[5]): lower end of the slope's interval"),
      Score(
        key: "relu/final_loss", value: SampleMean(widest).mean, samples: widest.count,
        title: "half the mean squared error after training, widest networks"),
    ]
  }

  /// Of every width, one number a network.
  private static func values(_ results: ResultsFile, quantity: Int, _ tier: Tier) throws -> [[Double]] {
    let (values, shape) = try results.numbers("change")
    return (0..<shape[0]).map { width in
      (0..<shape[1]).map { values[(width * shape[1] + $0) * shape[2] + quantity] }
    }
  }

  func figure(_ results: ResultsFile, tier: Tier) throws -> Figure? {
    let sizes = Self.sizes(tier)
    return WeightChangeFigure(
      widths: sizes.widths,
      values: try TrainingChange.names.indices.map { try Self.values(results, quantity: $0, tier) }
    ).figure(title: "ReLU, three hidden layers, \(sizes.images) images, \(sizes.steps) steps at η = 1")
  }

  func narrative(_ results: ResultsFile, tier: Tier) throws -> String {
    let sizes = Self.sizes(tier)
    return """
      \(sizes.seeds) networks a width, ReLU, three hidden layers, σ_w² = 2, σ_b² = 0.1, NTK parameterisation; the first \
      \(sizes.images) training images of MNIST, targets one-hot minus 1/10, \(sizes.steps) full-batch steps at η = 1 on half the mean \
      squared error. Changes are relative Frobenius norms, of the tangent kernel over all pairs of images and outputs. A slope is \
      the mean over networks of the fits over the wider half of the widths; its interval joins Student's 99 % interval over networks \
      with the change of the slope between the two halves.
      """
  }
}
