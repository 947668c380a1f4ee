import Datasets
import InfiniteWidth
import Inference
import Inputs
import LinearAlgebra
import Suite

/// Regression with the convolutional tangent kernels of some images, by depth: prediction Θ(x, X) Θ⁻¹ Y, targets e_c −
/// 0.1, no ridge.
package struct TangentKernelRegression {
  /// Of the training images with themselves, and of test images with them, by depth.
  package let own, cross: [Matrix<Double>]
  private let labels, testLabels: [UInt8]

  /// - Throws: what keeps the images from being read or their kernels from being computed.
  /// - Complexity: (n²/2 + n · test images) pairs at the cost of `DepthSweep.secondsPerImagePair`; none where the
  ///   kernels are stored already.
  package init(_ setting: TangentKernelSetting, _ head: TangentKernelSetting.Head, context: RunContext) throws {
    let (training, test) = try context.first(setting.training, test: setting.test, of: .cifar10)
    (labels, testLabels) = (training.labels, test.labels)
    guard setting.tile == nil else {
      (own, cross) = try StoredKernelRows.kernels(context.earlier(StoredKernelRows.name(setting)), setting)
      return
    }
    let prepared = ChannelStandardised(side: setting.block, fittedTo: training.images)
    let (rows, queries) = (prepared.apply(to: training.images), prepared.apply(to: test.images))
    func kernels(_ rows: Matrix<Double>, _ columns: Matrix<Double>?, _ stage: String) throws -> [Matrix<Double>] {
      let pairs = try PixelPairs(
        rows: rows, columns: columns, height: setting.side, width: setting.side, channels: training.images.channels)
      return try setting.kernels(of: pairs, head, context, stage: stage)
    }
    (own, cross) = (try kernels(rows, nil, "training kernel"), try kernels(queries, rows, "test kernel"))
  }

  /// Whether each test image is classified right with the first `size` training images, by depth.
  package func isRight(size: Int) throws -> [[Bool]] {
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
  /// Θ of the whole network, by depth.
  func kernels(
    of pairs: PixelPairs, _ head: Head, _ context: RunContext, stage: String
  ) throws -> [Matrix<Double>] {
    try sweep(head).kernels(of: pairs, get: .both, threads: context.threads) {
      context.report(stage: stage, fraction: $0)
    }.compactMap { Self.tangentKernel($0, head) }
  }

  /// A trained last layer adds K.
  private static func tangentKernel(_ kernels: DepthSweep.HeadKernels, _ head: Head) -> Matrix<Double>? {
    guard head == .vanilla else { return kernels.pooled?.ntk }
    guard let nngp = kernels.flattened.nngp, var ntk = kernels.flattened.ntk else { return nil }
    for k in ntk.elements.indices { ntk.elements[k] += nngp.elements[k] }
    return ntk
  }

  /// Seconds of one core for its kernels, on the slower side.
  func seconds(_ head: Head) throws -> Double {
    let pairs = Double(training) * (Double(training) / 2 + Double(test))
    return pairs * (try sweep(head).secondsPerImagePair ?? 1)
  }
}
