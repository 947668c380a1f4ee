import Datasets

/// The class-balanced training images of one row and subset seed.
package struct TrainingSubset {
  package let images: LabeledImages
  /// SHA-256 of the indices.
  package let digest: String

  package init(_ row: GaussianProcessRow, seed: Int, context: RunContext) throws {
    let training = try context.dataset(row.dataset).training
    let indices = try Subset.balanced(
      labels: training.labels, count: row.trainingSize, seed: seed, root: context.rootSeed)
    images = training.subset(indices)
    digest = Subset.digest(indices)
  }
}
