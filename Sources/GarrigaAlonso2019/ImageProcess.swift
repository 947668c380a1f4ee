import Datasets
import Inference
import InfiniteWidth
import Inputs
import LinearAlgebra
import Platform
import Suite

/// Regression on the classes of MNIST with the NNGP kernel of a convolutional network, the kernel of the training
/// images a packed triangle that becomes its factor, test images in blocks.
///
/// Targets are 0.9 and −0.1. The authors' are ±1: twice these and −0.8 for every class, which moves all outputs of an
/// image alike.
package struct ImageProcess {
  package let isRight: [Bool]
  /// Added to the diagonal so that the kernel has a factor; the paper adds none.
  package let noiseVariance: Double
  /// Test images of a block: with 50,000 training images 0.2 GB of their kernel.
  private static let block = 500
  /// The first images of the file, which the authors kept for validation.
  private static let validation = 5_000

  /// - Complexity: (n²/2 + n · test images) pairs of images and n³/6 multiply-adds; n²/2 numbers.
  package init(_ network: ConvolutionalNetwork, training size: Int, test: Int, context: RunContext) throws {
    let dataset = try context.dataset(.mnist)
    let start = max(0, min(Self.validation, dataset.training.count - size))
    let training = dataset.training.subset(start..<start + size)
    let queries = dataset.test.subset(0..<min(test, dataset.test.count))
    let (kernel, rows) = (try network.kernel(), Self.pixels(training.images))
    func pairs(_ rows: Matrix<Double>, _ columns: Matrix<Double>? = nil) throws -> PixelPairs {
      try PixelPairs(rows: rows, columns: columns, height: 28, width: 28, channels: 1)
    }
    let process = try Device(threads: context.threads).run {
      try GaussianProcess(
        targets: Targets.centredOneHot(training.labels), noise: .absolute(first: 0),
        progress: { context.report(stage: "factor", fraction: $0) },
        fillingKernel: { triangle in
          try kernel.fill(nngp: triangle, of: pairs(rows), threads: context.threads) {
            context.report(stage: "training kernel", fraction: $0)
          }
        })
    }
    noiseVariance = process.noiseVarianceUsed
    isRight = try stride(from: 0, to: queries.count, by: Self.block).flatMap { start in
      context.report(stage: "test kernel", fraction: Double(start) / Double(queries.count))
      let block = queries.subset(start..<min(start + Self.block, queries.count))
      let cross = try kernel.matrices(
        of: pairs(Self.pixels(block.images), rows), get: .nngp, threads: context.threads
      ).nngp
      guard let cross else { return [Bool]() }
      return Device(threads: context.threads).run {
        Classification.isRight(process.mean(crossKernel: cross), labels: block.labels)
      }
    }
  }

  /// In [0, 1].
  private static func pixels(_ images: ByteImages) -> Matrix<Double> {
    var pixels = images.blockMeans(side: 1)
    for k in pixels.elements.indices { pixels.elements[k] /= 255 }
    return pixels
  }

  /// Seconds of one core, on the slower side.
  static func seconds(_ network: ConvolutionalNetwork, training: Int, test: Int) throws -> Double {
    let pairs = Double(training) * (Double(training) / 2 + Double(test))
    let operations = Double(training) * Double(training) * Double(training) / 6
    return pairs * (try network.kernel().cost(inputsOf: 28 * 28).secondsPerPair) + operations / 1e10
  }
}
