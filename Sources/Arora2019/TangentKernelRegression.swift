import Datasets
import InfiniteWidth
import Inference
import Inputs
import LinearAlgebra
import Suite

/// Regression with the convolutional tangent kernels of some images, by depth: prediction Θ(x, X) Θ⁻¹ Y, targets e_c −
/// 0.1, no ridge.
struct TangentKernelRegression {
  /// Of the training images with themselves, and of test images with them, by depth.
  private let own, cross: [Matrix<Double>]
  private let labels, testLabels: [UInt8]

  /// - Throws: what keeps the images from being read or their kernels from being computed.
  /// - Complexity: (n²/2 + n · test images) pairs at the cost of `DepthSweep.secondsPerImagePair`.
  init(_ setting: TangentKernelSetting, _ head: TangentKernelSetting.Head, context: RunContext) throws {
    let (training, test) = try context.first(setting.training, test: setting.test, of: .cifar10)
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
    (own, cross) = (try kernels(rows, nil, "training kernel"), try kernels(queries, rows, "test kernel"))
    (labels, testLabels) = (training.labels, test.labels)
  }

  /// Θ of the whole network: a trained last layer adds K.
  private static func tangentKernel(
    _ kernels: DepthSweep.HeadKernels, _ head: TangentKernelSetting.Head
  ) -> Matrix<Double>? {
    guard head == .vanilla else { return kernels.pooled?.ntk }
    guard let nngp = kernels.flattened.nngp, var ntk = kernels.flattened.ntk else { return nil }
    for k in ntk.elements.indices { ntk.elements[k] += nngp.elements[k] }
    return ntk
  }

  /// Whether each test image is classified right with the first `size` training images, by depth.
  func isRight(size: Int) throws -> [[Bool]] {
    try zip(own, cross).map { own, cross in
      func part(_ matrix: Matrix<Double>, _ rows: Int) -> Matrix<Double> {
        Matrix(rows: rows, columns: size, elements: (0..<rows).flatMap { matrix.row($0).prefix(size) })
      }
      let predictor = try MeanPredictor(kernel: part(own, size))
      let weights = try predictor.weights(targets: Targets.centredOneHot(Array(labels.prefix(size))))
      let outputs = predictor.predictions(crossKernel: part(cross, cross.rows), weights: weights)
      return Classification.isRight(outputs, labels: testLabels)
    }
  }
}

extension TangentKernelSetting {
  /// Seconds of one core for its kernels, on the slower side.
  func seconds(_ head: Head) throws -> Double {
    let pairs = Double(training * (training / 2 + test))
    return pairs * (try sweep(head).secondsPerImagePair ?? 1)
  }
}
