import Datasets
import Foundation
import Results
import Suite

/// How much the choice of the training images moves a network's score: s² = c/n for n images, c pooled over the rows
/// and nonlinearities of a data set.
///
/// Two or three subsets a row say little by themselves; together they do, and the larger rows, which are not trained on
/// other subsets, follow. The variance is given as that of a normal error whose 99 % are Student's.
package struct SubsetSpread {
  private var sums: [String: (weighted: Double, degreesOfFreedom: Int)] = [:]

  /// - Parameter samples: of each row the scores on several subsets; those that are not numbers are left out.
  package init(_ samples: [(row: GaussianProcessRow, scores: [Double])]) {
    for sample in samples {
      let scores = sample.scores.filter { !$0.isNaN }
      guard scores.count > 1 else { continue }
      let mean = scores.reduce(0, +) / Double(scores.count)
      let squares = scores.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      sums[sample.row.dataset.id, default: (0, 0)].weighted += Double(sample.row.trainingSize) * squares
      sums[sample.row.dataset.id, default: (0, 0)].degreesOfFreedom += scores.count - 1
    }
  }

  /// 0 where no other subset was tried.
  package func variance(of row: GaussianProcessRow) -> Double {
    guard let sum = sums[row.dataset.id] else { return 0 }
    let factor = StudentT.quantile(twoSided: 0.99, degreesOfFreedom: sum.degreesOfFreedom) / 2.576
    return factor * factor * sum.weighted / Double(sum.degreesOfFreedom) / Double(row.trainingSize)
  }
}
