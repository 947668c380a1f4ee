import Datasets
import Foundation
import InfiniteWidth
import Inference
import Inputs
import LinearAlgebra
import Plotting
import Results
import Suite

/// Xiao et al. 2020, Figure 2 d–f, for convolutional networks: test accuracy of kernel regression with the NTK over
/// σ_w² and depth, pooled (CNN-P), flattened (CNN-F) and their difference; erf, σ_b² = 0.186, CIFAR-10 at 8 × 8 pixels,
/// so that the pooling window has the size d = 64 that the paper's guides tell of.
///
/// Images are means of 4 × 4 blocks minus their common mean, at norm √d; kernels at all depths come from one pass. The
/// paper has 1,000 training and 1,000 test images on 20 × 20 values.
struct Figure2Convolutions: Experiment {
  let id = "xiao2020/figure2-convolutions"
  let title = "Kernel regression of CNN-P and CNN-F over σ_w² and depth (Figure 2 d–f)"
  let reference = "arXiv:1912.13053"
  let datasets: [DatasetDescription] = [.cifar10]

  static let biasVariance = 0.186
  static let architectures = ["cnn-p", "cnn-f"]
  static let precisions: [(name: String, precision: MeanPredictor.Precision)] = [
    ("float64", .double), ("float32", .single),
  ]
  static let labels = ["zero_mean", "one_hot"]
  private static let block = 4

  static func weightVariances(_ tier: Tier) -> [Double] {
    if tier == .quick { return [0.6, 1.76, 3, 4.1] }
    let count = tier == .standard ? 10 : 20
    return (0..<count).map { 0.4853 + (4.1074 - 0.4853) * Double($0) / Double(count - 1) }
  }

  static func depths(_ tier: Tier) -> [Int] {
    tier == .quick ? [1, 4, 8, 12, 16, 20] : [1, 4, 8, 12, 16, 20, 25, 30, 35, 40]
  }

  static func sizes(_ tier: Tier) -> (training: Int, test: Int) {
    switch tier {
    case .quick: (30, 100)
    case .standard: (100, 250)
    case .paper: (1_000, 1_000)
    }
  }

  func cost(_ tier: Tier) -> Cost? {
    switch tier {
    case .quick: Cost(seconds: 4.5, memoryBytes: 200_000_000, diskBytes: 1_000_000)
    case .standard: Cost(seconds: 175, memoryBytes: 500_000_000, diskBytes: 5_000_000)
    case .paper: Cost(seconds: 4 * 3600, memoryBytes: 4_000_000_000, diskBytes: 30_000_000)
    }
  }

  func layouts(_ tier: Tier) -> [SweepLayout] {
    let map = ["weight_variance", "architecture", "depth", "precision", "labels"]
    return [
      SweepLayout(
        group: "/",
        coordinates: [
          Coordinate(
            name: "weight_variance", values: .numbers(Self.weightVariances(tier)), longName: "weight variance σ_w²"),
          Coordinate(name: "architecture", values: .strings(Self.architectures), longName: "architecture"),
          Coordinate(name: "depth", values: .integers(Self.depths(tier)), longName: "number of hidden layers"),
          Coordinate(
            name: "precision", values: .strings(Self.precisions.map(\.name)), longName: "arithmetic of the solve"),
          Coordinate(name: "labels", values: .strings(Self.labels), longName: "targets of the regression"),
          .index("image", count: Self.sizes(tier).test, longName: "test images"),
        ],
        variables: [
          .number(
            "test_accuracy", over: map,
            "fraction of test images classified right; NaN: the kernel has no Cholesky factor in this precision"),
          .integer(
            "is_right", over: map + ["image"],
            "1 for a test image classified right, 0 for another; −1: no Cholesky factor"),
        ],
        cellDimensions: ["weight_variance"])
    ]
  }

  func run(group: String, cell: [Int], tier: Tier, context: RunContext) throws -> CellOutcome {
    let data = try context.dataset(.cifar10)
    let sizes = Self.sizes(tier)
    let (training, test) = (data.training.subset(0..<sizes.training), data.test.subset(0..<sizes.test))
    let means = BlockMeans(side: Self.block, fittedTo: training.images)
    let (rows, queries) = (try means.apply(to: training.images), try means.apply(to: test.images))
    let (side, channels) = (training.images.height / Self.block, training.images.channels)
    let sweep = try PhasePoint.convolutions(
      nonlinearity: .erf, weightVariance: Self.weightVariances(tier)[cell[0]], biasVariance: Self.biasVariance,
      depths: Self.depths(tier), heads: .both, height: side, width: side)
    func kernels(_ rows: Matrix<Double>, _ columns: Matrix<Double>?, _ stage: String) throws -> [[Matrix<Double>]] {
      let found = try sweep.kernels(
        of: PixelPairs(rows: rows, columns: columns, height: side, width: side, channels: channels), get: .ntk,
        threads: context.threads
      ) { context.report(stage: stage, fraction: $0) }
      return [found.compactMap { $0.pooled?.ntk }, found.compactMap(\.flattened.ntk)]
    }
    let (own, cross) = (try kernels(rows, nil, "training kernel"), try kernels(queries, rows, "test kernel"))
    let classifier = LabelledRegression(trainingLabels: training.labels, testLabels: test.labels)
    let right = try zip(own, cross).flatMap { own, cross in
      try zip(own, cross).flatMap { own, cross in
        try Self.precisions.flatMap { precision in
          (try classifier.isRight(own, cross, precision: precision.precision))?.map { $0.map { $0 ? 1 : 0 } }
            ?? Self.labels.map { _ in [Int](repeating: -1, count: sizes.test) }
        }
      }
    }
    let accuracies = right.map { $0.contains(-1) ? .nan : Double($0.reduce(0, +)) / Double(sizes.test) }
    return CellOutcome(
      CellValues(numbers: ["test_accuracy": accuracies], integers: ["is_right": right.flatMap { $0 }]),
      status: accuracies.contains(where: \.isNaN) ? .untrusted : .done)
  }

  func measurements(_ results: ResultsFile, tier: Tier) throws -> [Score] {
    try Figure2ConvolutionMaps(results, tier: tier).measurements
  }

  func figure(_ results: ResultsFile, tier: Tier) throws -> Figure? {
    try Figure2ConvolutionMaps(results, tier: tier).figure
  }

  func narrative(_ results: ResultsFile, tier: Tier) throws -> String {
    let sizes = Self.sizes(tier)
    return """
      Erf, σ_b² = 0.186, convolutions of 3 × 3 on a torus, the first \(sizes.training) training and \(sizes.test) test images of CIFAR-10 \
      at 8 × 8 pixels (d = 64); t = ∞ without regularisation. Drawn are the maps of a solve in float32 with one-hot labels, as the \
      paper's notebook has them; the file also has float64 and labels of mean zero.
      """
  }
}
