import Datasets
import Inference
import InfiniteWidth
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
  /// Above so many training images parts of the kernel are kept on disk: 0.5 GB and more.
  private static let mostInMemory = 10_000

  /// - Parameter sizes: of the learning curve, ascending, `size` one of them; the parts of a kernel that a smaller one
  ///   has left are not computed again.
  /// - Complexity: (n²/2 + n · test images) pairs of images and n³/6 multiply-adds; n²/2 numbers.
  package init(
    _ network: ConvolutionalNetwork, training size: Int, of sizes: [Int], test: Int, context: RunContext
  ) throws {
    let dataset = try context.dataset(.mnist)
    let available = TrainingImages.available(in: dataset)
    let sizes = sizes.map { min($0, available) }
    let (size, most) = (min(size, available), sizes.max() ?? 0)
    let training = TrainingImages(dataset, count: most)
    let queries = dataset.test.subset(0..<min(test, dataset.test.count))
    let parts = try context.recent("kernel", for: network.rawValue) {
      let kernel = try network.kernel()
      return KernelParts(
        name: network.rawValue, training: training.pixels, test: TrainingImages.pixels(of: queries), sizes: sizes,
        isOnDisk: most > Self.mostInMemory
      ) { rows, columns, threads in
        try kernel.matrices(rows: rows, columns: columns, get: .nngp, threads: threads).nngp?.elements ?? []
      }
    }
    let process = try Device(threads: context.threads).run {
      try GaussianProcess(
        targets: Targets.centredOneHot(Array(training.labels.prefix(size))), noise: .absolute(first: 0),
        progress: { context.report(stage: "factor", fraction: $0) },
        fillingKernel: { try parts.fill($0, context) })
    }
    parts.isFactored()
    noiseVariance = process.noiseVarianceUsed
    isRight = try parts.blocks.flatMap { block in
      context.report(stage: "test images", fraction: Double(block.lowerBound) / Double(queries.count))
      let cross = try parts.cross(block, size: size, context)
      return Device(threads: context.threads).run {
        Classification.isRight(process.mean(crossKernel: cross), labels: Array(queries.labels[block]))
      }
    }
    if size == most { parts.forget(context) }
  }

  /// Seconds of one core, on the slower side, for what the smaller sizes have not left.
  static func seconds(
    _ network: ConvolutionalNetwork, training size: Int, of sizes: [Int], test: Int
  ) throws -> Double {
    func pairs(_ size: Int) -> Double { Double(size) * (Double(size) / 2 + Double(test)) }
    let before = sizes.last { $0 < size } ?? 0
    let operations = Double(size) * Double(size) * Double(size) / 6
    return (pairs(size) - pairs(before)) * (try network.kernel().cost(inputsOf: 28 * 28).secondsPerPair)
      + operations / 1e10
  }
}
