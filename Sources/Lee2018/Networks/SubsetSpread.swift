import Datasets
import Suite

/// How much the choice of the training images moves a network's score: s² = c/n for n images, c pooled over the rows
/// and nonlinearities of a data set.
///
/// Two or three subsets a row say little by themselves; together they do, and the larger rows, which are not trained on
/// other subsets, follow.
package struct SubsetSpread {
  /// c by data set.
  private var variances: [String: PooledVariance] = [:]

  /// - Parameter samples: of each row the scores on several subsets; those that are not numbers are left out.
  package init(_ samples: [(row: GaussianProcessRow, scores: [Double])]) {
    for sample in samples {
      variances[sample.row.dataset.id, default: PooledVariance()]
        .add(sample.scores, weight: Double(sample.row.trainingSize))
    }
  }

  /// That of a normal error whose 99 % are Student's; 0 where no other subset was tried.
  package func variance(of row: GaussianProcessRow) -> Double {
    (variances[row.dataset.id]?.student ?? 0) / Double(row.trainingSize)
  }
}
