import Datasets

/// Class-balanced training images by their number and a seed.
package struct TrainingSubset {
  package let images: LabeledImages
  /// SHA-256 of the indices.
  package let digest: String

  package init(_ dataset: DatasetDescription, count: Int, seed: Int, context: RunContext) throws {
    let training = try context.dataset(dataset).training
    let indices = try Subset.balanced(labels: training.labels, count: count, seed: seed, root: context.rootSeed)
    images = training.subset(indices)
    digest = Subset.digest(indices)
  }

  /// Those of a row of Lee et al. 2018, Table 2.
  package init(_ row: GaussianProcessRow, seed: Int, context: RunContext) throws {
    try self.init(row.dataset, count: row.trainingSize, seed: seed, context: context)
  }
}
