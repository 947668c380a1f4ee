import Architectures
import Datasets
import Inference
import Inputs
import LinearAlgebra
import Suite

/// Class-balanced training images of CIFAR-10 and the first validation and test images, blocks of pixels averaged, at
/// norm √d after the mean of all training pixels was taken off. Targets are one-hot minus 1/10.
struct ReducedImages: Sendable {
  /// How many, and how small.
  struct Sizes: Codable, Sendable {
    var training, validation, test: Int
    /// The side of the blocks of pixels whose means are the images' pixels.
    var block = 4

    var side: Int { DatasetDescription.cifar10.shape.height / block }
    /// "8 × 8"
    var pixels: String { "\(side) × \(side)" }
  }

  struct Part: Sendable {
    /// [n, height · width · channels]
    let inputs: Matrix<Double>
    /// [n, 10]
    let targets: Matrix<Double>
    let labels: [UInt8]

    var single: ImageRegression {
      ImageRegression(inputs: Matrix<Float>(inputs), targets: Matrix<Float>(targets))
    }
  }

  let training, validation, test: Part
  let side: Int
  private let channels = DatasetDescription.cifar10.shape.channels
  var shape: InputShape { .image(height: side, width: side, channels: channels) }

  /// - Throws: what keeps the images from being read or made smaller.
  init(_ sizes: Sizes, context: RunContext) throws {
    context.report(stage: "images")
    side = sizes.side
    let dataset = try context.dataset(.cifar10)
    let own = try TrainingSubset(.cifar10, count: sizes.training, seed: 0, context: context).images
    let means = BlockMeans(side: sizes.block, fittedTo: own.images)
    func part(_ images: LabeledImages) throws -> Part {
      Part(
        inputs: try means.apply(to: images.images), targets: Targets.centredOneHot(images.labels),
        labels: images.labels)
    }
    func first(_ count: Int, of images: LabeledImages) throws -> Part {
      try part(images.subset(0..<min(count, images.count)))
    }
    training = try part(own)
    validation = try first(sizes.validation, of: dataset.validation)
    test = try first(sizes.test, of: dataset.test)
  }

  /// - Parameter columns: nil for the pairs of `rows` with itself.
  func pairs(_ rows: Matrix<Double>, _ columns: Matrix<Double>? = nil) throws -> PixelPairs {
    try PixelPairs(rows: rows, columns: columns, height: side, width: side, channels: channels)
  }
}
