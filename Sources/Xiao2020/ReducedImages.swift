import Architectures
import Datasets
import Inference
import InfiniteWidth
import Inputs
import LinearAlgebra
import Suite

/// CIFAR-10 made smaller, blocks of pixels averaged. With blocks of 4 × 4 it has 8 × 8 positions: the size at which the
/// paper's pooling factor d is 64, which its Figure 2 d–f has.
struct ReducedImages: Sendable {
  let shape: InputShape

  let inputs, targets, testInputs, testTargets: Matrix<Float>
  /// Of the images of one mini-batch.
  private let pairs: PixelPairs

  /// The first images of either split, at norm √d after the mean of all training pixels was taken off; labels one-hot
  /// minus 1/10.
  init(training: Int, test: Int, batch: Int, block: Int, context: RunContext) throws {
    let (own, other) = try context.first(training, test: test, of: .cifar10)
    let means = BlockMeans(side: block, fittedTo: own.images)
    let images = try means.apply(to: own.images)
    let first = Matrix(
      rows: batch, columns: images.columns, elements: Array(images.elements[..<(batch * images.columns)]))
    let (side, channels) = (own.images.height / block, own.images.channels)
    shape = .image(height: side, width: side, channels: channels)
    pairs = try PixelPairs(rows: first, height: side, width: side, channels: channels)
    inputs = Matrix<Float>(images)
    testInputs = Matrix<Float>(try means.apply(to: other.images))
    targets = Matrix<Float>(Targets.centredOneHot(own.labels))
    testTargets = Matrix<Float>(Targets.centredOneHot(other.labels))
  }

  /// λ_max of the infinitely wide network's Θ on as many training images as are in a mini-batch.
  ///
  /// - Complexity: half the square of their number × positions × layers, on one thread.
  func largestEigenvalue(of architecture: Architecture) throws -> Double {
    let kernel = try Kernel(architecture, inputShape: shape).matrices(of: pairs, get: .ntk, threads: 1)
    // What all images share weighs most in its eigenvector, and a learning rate needs no more than a few digits.
    return try PriorKernel.ntk.matrix(of: kernel).largestEigenvalue(tolerance: 1e-8).eigenvalue
  }
}
