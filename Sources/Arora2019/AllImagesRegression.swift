import Architectures
import Datasets
import Inference
import InfiniteWidth
import Inputs
import LinearAlgebra
import Platform
import Suite

/// Regression with a flattened convolutional tangent kernel of so many training images that their kernel is kept as a
/// packed triangle, which becomes its factor: one depth after another, and test images in blocks.
package struct AllImagesRegression {
  private let setting: TangentKernelSetting
  private let training, test: LabeledImages
  private let context: RunContext
  /// Test images of a block: with 50,000 training images 0.2 GB of their kernel.
  private static let block = 500

  package init(_ setting: TangentKernelSetting, context: RunContext) throws {
    (self.setting, self.context) = (setting, context)
    (training, test) = try context.first(setting.training, test: setting.test, of: .cifar10)
  }

  /// What is found at one depth.
  package struct Found {
    /// By test image, with all training images.
    package let isRight: [Bool]
    /// Added to the diagonal so that the kernel has a factor; the paper adds none.
    package let ridge: Double
  }

  /// By depth.
  ///
  /// - Complexity: a depth costs (n²/2 + n · test images) pairs of images and n³/6 multiply-adds; n²/2 numbers.
  package func found() throws -> [Found] { try setting.depths.map(found) }

  private func found(depth: Int) throws -> Found {
    let prepared = ChannelStandardised(side: setting.block, fittedTo: training.images)
    let (kernel, rows) = (try setting.kernel(depth: depth), prepared.apply(to: training.images))
    func pairs(_ rows: Matrix<Double>, _ columns: Matrix<Double>? = nil) throws -> PixelPairs {
      try PixelPairs(
        rows: rows, columns: columns, height: setting.side, width: setting.side, channels: training.images.channels)
    }
    let process = try Device(threads: context.threads).run {
      try GaussianProcess(
        targets: Targets.centredOneHot(training.labels), noise: .absolute(first: 0),
        progress: { context.report(stage: "factor, depth \(depth)", fraction: $0) },
        fillingKernel: { triangle in
          try kernel.fill(ntk: triangle, of: pairs(rows), threads: context.threads) {
            context.report(stage: "training kernel, depth \(depth)", fraction: $0)
          }
        })
    }
    let isRight = try stride(from: 0, to: test.count, by: Self.block).flatMap { start in
      context.report(
        stage: "test kernel, depth \(depth)", fraction: Double(start) / Double(test.count))
      let block = test.subset(start..<min(start + Self.block, test.count))
      let cross =
        try kernel.matrices(
          of: pairs(prepared.apply(to: block.images), rows), get: .ntk, threads: context.threads
        ).ntk ?? Matrix(rows: 0, columns: 0)
      return Device(threads: context.threads).run {
        Classification.isRight(process.mean(crossKernel: cross), labels: block.labels)
      }
    }
    return Found(isRight: isRight, ridge: process.noiseVarianceUsed)
  }
}
