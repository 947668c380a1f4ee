import Datasets
import Inference
import InfiniteWidth
import LinearAlgebra
import Suite

/// Regression with the kernels of one network: prediction K(x, X) K⁻¹ Y, targets e_c − 0.1, no ridge.
struct MyrtleRegression {
  private let own, cross: FlippedKernels
  private let labels, testLabels: [UInt8]

  /// - Complexity: (n² + 2 n · test images) pairs of images.
  init(_ network: MyrtleNetwork, _ block: Myrtle.Block, context: RunContext) throws {
    let size = block.trainingSizes.max() ?? 0
    let (training, test) = try context.first(size, test: block.test, of: .cifar10)
    (labels, testLabels) = (training.labels, test.labels)
    let prepared = ChannelStandardised(side: block.block, fittedTo: training.images)
    let (rows, queries) = (prepared.apply(to: training.images), prepared.apply(to: test.images))
    let kernel = try network.kernel(side: block.side)
    func kernels(_ rows: Matrix<Double>, _ columns: Matrix<Double>?, _ stage: String) throws -> FlippedKernels {
      try FlippedKernels(
        kernel, rows: rows, columns: columns, side: block.side, threads: context.threads,
        keep: { place, count, make in
          guard let folder = context.checkpoints else { return try make() }
          try context.endBetweenParts()
          let name = "\(block.name) \(network.rawValue) \(stage) \(place)"
          defer { folder.forget(name) }
          return try folder.numbers(name, count: count, make)
        }, progress: { context.report(stage: stage, fraction: $0) })
    }
    (own, cross) = (try kernels(rows, nil, "training kernels"), try kernels(queries, rows, "test kernels"))
  }

  /// Whether each test image is classified right with the first `size` training images.
  func isRight(_ reading: Myrtle.Reading, size: Int) throws -> [Bool] {
    func part(_ matrix: Matrix<Double>, _ rows: Int) -> Matrix<Double> {
      Matrix(rows: rows, columns: size, elements: (0..<rows).flatMap { matrix.row($0).prefix(size) })
    }
    let (own, cross) = (reading.kernel(own), reading.kernel(cross))
    let predictor = try MeanPredictor(kernel: part(own, size))
    let weights = try predictor.weights(targets: Targets.centredOneHot(Array(labels.prefix(size))))
    return Classification.isRight(
      predictor.predictions(crossKernel: part(cross, cross.rows), weights: weights), labels: testLabels)
  }

  /// Seconds of one core, on the slower side.
  static func seconds(_ network: MyrtleNetwork, _ block: Myrtle.Block) throws -> Double {
    let (n, test) = (Double(block.trainingSizes.max() ?? 0), Double(block.test))
    let cost = try network.kernel(side: block.side).cost(inputsOf: 3 * block.side * block.side)
    return (n * n + 2 * n * test) * cost.secondsPerPair
  }
}
