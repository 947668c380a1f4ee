import Datasets
import FiniteWidth
import Inference
import LinearAlgebra
import Suite

/// Images prepared as the Gaussian processes see them (x·x/d = 1), in single precision, with targets.
package struct NetworkImages: Sendable {
  package typealias Part = ImageRegression

  let training: Part
  /// The first of the validation images.
  let validation: Part
  let test: Part
  /// SHA-256 of the training images' indices.
  let digest: String

  /// Values per image.
  var features: Int { training.inputs.columns }

  package init(training: Part, validation: Part, test: Part, digest: String = "") {
    (self.training, self.validation, self.test, self.digest) = (training, validation, test, digest)
  }

  /// A training subset of the row with targets −0.1 and 0.9; kept from cell to cell.
  static func of(
    _ row: GaussianProcessRow, subsetSeed: Int = 0, _ preprocessing: Preprocessing, validationImages: Int,
    context: RunContext
  ) throws -> NetworkImages {
    try context.recent("network images", for: "\(row.label) \(subsetSeed) \(validationImages)") {
      try NetworkImages(
        row.dataset, preprocessing, count: row.trainingSize, subsetSeed: subsetSeed,
        validationImages: validationImages, context: context
      ) { Targets.centredOneHot($0) }
    }
  }

  /// The first training subset of CIFAR-10 with its classes as distributions, for cross-entropy; kept likewise.
  static func ofCIFAR(_ count: Int, _ preprocessing: Preprocessing, context: RunContext) throws -> NetworkImages {
    try context.recent("network images", for: "distributions \(count)") {
      try NetworkImages(.cifar10, preprocessing, count: count, validationImages: 0, context: context) {
        Targets.oneHot($0)
      }
    }
  }

  private init(
    _ name: DatasetDescription, _ preprocessing: Preprocessing, count: Int, subsetSeed: Int = 0,
    validationImages: Int, context: RunContext, targets: ([UInt8]) -> Matrix<Double>
  ) throws {
    context.report(stage: "images")
    let data = try context.dataset(name)
    let indices = try Subset.balanced(
      labels: data.training.labels, count: count, seed: subsetSeed, root: context.rootSeed)
    let subset = data.training.subset(indices)
    let prepared = preprocessing.fitted(to: subset.images)
    func part(_ images: LabeledImages) throws -> Part {
      Part(
        inputs: Matrix<Float>(try prepared.apply(to: images.images)), targets: Matrix<Float>(targets(images.labels)))
    }
    training = try part(subset)
    validation = try part(data.validation.subset(0..<min(validationImages, data.validation.count)))
    test = try part(data.test)
    digest = Subset.digest(indices)
  }
}
