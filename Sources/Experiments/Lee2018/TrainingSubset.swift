import Datasets
import Suite

/// The class-balanced training images of one row and subset seed.
struct TrainingSubset {
  let images: LabeledImages
  /// SHA-256 of the indices.
  let digest: String

  init(_ row: GaussianProcessRow, seed: Int, context: RunContext) throws {
    let training = try context.dataset(row.dataset).training
    let indices = try Subset.balanced(
      labels: training.labels, count: row.trainingSize, seed: seed, root: context.rootSeed)
    images = training.subset(indices)
    digest = Subset.digest(indices)
  }
}
