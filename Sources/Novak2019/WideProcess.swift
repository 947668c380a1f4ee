import Inference
import InfiniteWidth
import LinearAlgebra
import Platform
import Suite

/// The posterior of a network of infinitely many channels: regression on the classes with its NNGP kernel, in float64.
struct WideProcess {
  /// By test image.
  let isRight: [Bool]
  /// σ_ε² with which the kernel had a factor.
  let noiseVariance: Double
  /// Test images of a block.
  private static let block = 1_000

  /// - Parameter noiseVariance: of the first attempt; ten times more each time that the kernel has no factor.
  /// - Complexity: (n²/2 + n · test images) pairs of images and n³/6 multiply-adds; n² numbers.
  init(
    _ prior: NetworkPrior, _ topology: NetworkTopology, _ images: ReducedImages, noiseVariance: Double,
    context: RunContext
  ) throws {
    let kernel = try Kernel(prior.architecture(topology), inputShape: images.shape)
    func matrix(
      _ rows: Matrix<Double>, _ columns: Matrix<Double>?, _ report: @escaping @Sendable (Double) -> Void
    ) throws -> Matrix<Double> {
      try PriorKernel.nngp.matrix(
        of: kernel.matrices(
          of: images.pairs(rows, columns), get: .nngp, threads: context.threads, progress: report))
    }
    let training = images.training
    let own = try matrix(training.inputs, nil) { context.report(stage: "training kernel", fraction: $0) }
    context.report(stage: "factor")
    let process = try Device(threads: context.threads).run {
      try GaussianProcess(trainingKernel: own, targets: training.targets, noise: .absolute(first: noiseVariance))
    }
    self.noiseVariance = process.noiseVarianceUsed
    let (test, columns) = (images.test, images.training.inputs.columns)
    isRight = try stride(from: 0, to: test.inputs.rows, by: Self.block).flatMap { start in
      let end = min(start + Self.block, test.inputs.rows)
      let rows = Matrix(
        rows: end - start, columns: columns, elements: Array(test.inputs.elements[start * columns..<end * columns]))
      let cross = try matrix(rows, training.inputs) { done in
        context.report(
          stage: "test kernel", fraction: (Double(start) + done * Double(end - start)) / Double(test.inputs.rows))
      }
      return Device(threads: context.threads).run {
        Classification.isRight(process.mean(crossKernel: cross), labels: Array(test.labels[start..<end]))
      }
    }
  }

  /// Seconds of one core, on the slower side.
  static func seconds(_ prior: NetworkPrior, _ topology: NetworkTopology, _ sizes: ReducedImages.Sizes) throws
    -> Double
  {
    let (n, test, side) = (Double(sizes.training), Double(sizes.test), sizes.side)
    let kernel = try Kernel(
      prior.architecture(topology), inputShape: .image(height: side, width: side, channels: 3))
    return n * (n / 2 + test) * kernel.cost(inputsOf: 3 * side * side).secondsPerPair + n * n * n / 6 / 1e10
  }
}
