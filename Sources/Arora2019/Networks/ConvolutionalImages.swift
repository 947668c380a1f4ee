import Architectures
import Datasets
import InfiniteWidth
import Inference
import Inputs
import LinearAlgebra
import Suite

/// The first images of CIFAR-10's parts as networks are trained, chosen and tested on them.
struct ConvolutionalImages: Sendable {
  let training, validation, test: ImageRegression
  /// Of the images of the first mini-batch.
  private let pairs: PixelPairs
  var shape: InputShape { .image(height: pairs.height, width: pairs.width, channels: pairs.channels) }

  /// - Parameter setting: of the kernels on the same training and test images.
  /// - Throws: what keeps the images from being read.
  init(_ setting: TangentKernelSetting, validation: Int, batch: Int, context: RunContext) throws {
    context.report(stage: "images")
    let (own, other) = try context.first(setting.training, test: setting.test, of: .cifar10)
    let chosenOn = try context.dataset(.cifar10).validation
    let prepared = ChannelStandardised(side: setting.block, fittedTo: own.images)
    func part(_ images: LabeledImages) -> ImageRegression {
      ImageRegression(
        inputs: Matrix<Float>(prepared.apply(to: images.images)),
        targets: Matrix<Float>(Targets.centredOneHot(images.labels)))
    }
    (training, test) = (part(own), part(other))
    self.validation = part(chosenOn.subset(0..<min(validation, chosenOn.count)))
    pairs = try PixelPairs(
      rows: prepared.apply(to: own.subset(0..<min(batch, own.count)).images), height: setting.side,
      width: setting.side, channels: own.images.channels)
  }

  /// λ_max of the infinitely wide network's Θ on as many images as are in a mini-batch: gradient descent on ½ Σ ‖f −
  /// y‖² over the same images is stable below the rate 2/λ_max as long as Θ stays what it is.
  ///
  /// - Complexity: half the square of their number × the cost of a pair of images, on one thread.
  func largestEigenvalue(_ network: ConvolutionalNetwork, depth: Int) throws -> Double {
    let kernel = try Kernel(network.architecture(depth: depth, multiplier: 1), inputShape: shape)
      .matrices(of: pairs, get: .ntk, threads: 1)
    // A learning rate needs no more than a few digits.
    return try PriorKernel.ntk.matrix(of: kernel).largestEigenvalue(tolerance: 1e-6).eigenvalue
  }
}
