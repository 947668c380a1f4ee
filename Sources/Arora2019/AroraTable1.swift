import Datasets
import Foundation
import InfiniteWidth
import Inference
import Inputs
import LinearAlgebra
import Plotting
import Results
import Suite

/// Arora et al. 2019, Table 1: test accuracy of regression with the convolutional tangent kernel on CIFAR-10, flattened
/// (CNTK-V) and pooled (CNTK-GAP), by depth and number of training images.
///
/// The authors' conventions: each channel standardised over the training images, zero padding, no biases, targets e_c −
/// 0.1, prediction Θ(x, X) Θ⁻¹ Y without a ridge; with pooling the first and the last layer are not trained. Images are
/// the first of their file; the paper has all of them, on GPUs. Pooled kernels cost (height · width)² numbers a pair
/// and layer, so that most of what is pooled here are images of 8 × 8 pixels, the means of blocks.
struct AroraTable1: Experiment {
  let id = "arora2019/table1"
  let title = "Convolutional tangent kernels, flattened and pooled (Table 1)"
  let reference = "arXiv:1904.11955v1"
  let datasets: [DatasetDescription] = [.cifar10]

  func cost(_ tier: Tier) -> Cost? {
    switch tier {
    case .quick: Cost(seconds: 7, memoryBytes: 300_000_000, diskBytes: 1_000_000)
    case .standard: Cost(seconds: 180, memoryBytes: 1_000_000_000, diskBytes: 1_000_000)
    case .paper: Cost(seconds: 2 * 3600, memoryBytes: 14_000_000_000, diskBytes: 1_000_000)
    }
  }

  func layouts(_ tier: Tier) -> [SweepLayout] {
    TangentKernelSetting.settings(tier).map { setting in
      SweepLayout(
        group: "/\(setting.name)",
        coordinates: [
          Coordinate(name: "head", values: .strings(setting.heads.map(\.rawValue)), longName: "kind of network"),
          Coordinate(name: "depth", values: .integers(setting.depths), longName: "layers, the last dense one included"),
          Coordinate(
            name: "training_size", values: .integers(setting.trainingSizes), longName: "training images"),
          .index("image", count: setting.test, longName: "test images"),
        ],
        variables: [
          .number(
            "test_accuracy", over: ["head", "depth", "training_size"], "fraction of test images classified right"),
          .integer(
            "is_right", over: ["head", "depth", "training_size", "image"],
            "1 for a test image classified right, 0 for another"),
        ],
        cellDimensions: ["head"])
    }
  }

  private static func setting(_ group: String, _ tier: Tier) -> TangentKernelSetting {
    let settings = TangentKernelSetting.settings(tier)
    return settings.first { "/\($0.name)" == group } ?? settings[0]
  }

  func relativeCost(group: String, cell: [Int], tier: Tier) -> Double {
    let setting = Self.setting(group, tier)
    let pairs = Double(setting.training * (setting.training / 2 + setting.test))
    let seconds = (try? setting.sweep(setting.heads[cell[0]]).secondsPerImagePair) ?? 1
    return pairs * seconds
  }

  func run(group: String, cell: [Int], tier: Tier, context: RunContext) throws -> CellOutcome {
    let setting = Self.setting(group, tier)
    let head = setting.heads[cell[0]]
    let data = try context.dataset(.cifar10)
    let (training, test) = (data.training.subset(0..<setting.training), data.test.subset(0..<setting.test))
    let prepared = ChannelStandardised(side: setting.block, fittedTo: training.images)
    let (rows, queries) = (prepared.apply(to: training.images), prepared.apply(to: test.images))
    let sweep = try setting.sweep(head)
    func kernels(_ rows: Matrix<Double>, _ columns: Matrix<Double>?, _ stage: String) throws -> [Matrix<Double>] {
      let pairs = try PixelPairs(
        rows: rows, columns: columns, height: setting.side, width: setting.side, channels: training.images.channels)
      return try sweep.kernels(of: pairs, get: .both, threads: context.threads) {
        context.report(stage: stage, fraction: $0)
      }.compactMap { Self.tangentKernel($0, head) }
    }
    let (own, cross) = (try kernels(rows, nil, "training kernel"), try kernels(queries, rows, "test kernel"))
    let right = try zip(own, cross).flatMap { own, cross in
      try setting.trainingSizes.map { try Self.isRight(own, cross, training.labels, test.labels, size: $0) }
    }
    return CellOutcome(
      CellValues(
        numbers: ["test_accuracy": right.map { Double($0.reduce(0, +)) / Double(setting.test) }],
        integers: ["is_right": right.flatMap { $0 }]))
  }

  /// Θ of the whole network: a trained last layer adds K.
  private static func tangentKernel(_ kernels: DepthSweep.HeadKernels, _ head: TangentKernelSetting.Head)
    -> Matrix<Double>?
  {
    guard head == .vanilla else { return kernels.pooled?.ntk }
    guard let nngp = kernels.flattened.nngp, var ntk = kernels.flattened.ntk else { return nil }
    for k in ntk.elements.indices { ntk.elements[k] += nngp.elements[k] }
    return ntk
  }

  /// 1 for every test image that is classified right with the first `size` training images, 0 for the others.
  private static func isRight(
    _ own: Matrix<Double>, _ cross: Matrix<Double>, _ labels: [UInt8], _ testLabels: [UInt8], size: Int
  ) throws -> [Int] {
    func part(_ matrix: Matrix<Double>, _ rows: Int) -> Matrix<Double> {
      Matrix(rows: rows, columns: size, elements: (0..<rows).flatMap { matrix.row($0).prefix(size) })
    }
    let predictor = try MeanPredictor(kernel: part(own, size))
    let weights = try predictor.weights(targets: Targets.centredOneHot(Array(labels.prefix(size))))
    let outputs = predictor.predictions(crossKernel: part(cross, cross.rows), weights: weights)
    return testLabels.indices.map { i in
      let row = outputs.row(i)
      return row.indices.max { row[$0] < row[$1] }.map { $0 - row.startIndex } == Int(testLabels[i]) ? 1 : 0
    }
  }

  func measurements(_ results: ResultsFile, tier: Tier) throws -> [Score] {
    try AroraAccuracies(results, tier: tier).measurements
  }

  func figure(_ results: ResultsFile, tier: Tier) throws -> Figure? {
    try AroraAccuracies(results, tier: tier).figure
  }

  func narrative(_ results: ResultsFile, tier: Tier) throws -> String {
    try AroraAccuracies(results, tier: tier).table
  }
}
