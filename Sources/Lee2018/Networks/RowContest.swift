import Foundation
import Results
import Suite

/// A row of Table 2: its better Gaussian process against its better network, as the paper compares them: of the two
/// nonlinearities the one that is right more often on the test images, on both sides.
struct RowContest {
  let row: GaussianProcessRow
  private let process, network: NetworkScores.Entry
  /// The process first.
  let paired: PairedComparison?
  /// The paper's best process less its best network, in accuracy.
  let published: Double?

  /// nil if no search of the row has a score.
  init?(_ entries: [NetworkScores.Entry], published: Double?) {
    guard let process = entries.max(by: { $0.process.accuracy < $1.process.accuracy }),
      let network = entries.filter({ $0.best != nil }).max(by: { Self.accuracy($0) < Self.accuracy($1) })
    else { return nil }
    (row, self.process, self.network, self.published) = (process.row, process, network, published)
    paired = process.processCorrect.flatMap { first in
      network.best?.correct.flatMap { PairedComparison(first, $0) }
    }
  }

  private static func accuracy(_ entry: NetworkScores.Entry) -> Double { entry.best?.test.accuracy ?? .nan }

  /// The accuracy of the process less that of the network.
  var difference: Double { process.process.accuracy - Self.accuracy(network) }

  /// Over test images, of which those count that one of them alone has right.
  private var imageVariance: Double { paired?.difference(images: SearchResult.testImages).variance ?? .nan }

  /// Half the variance of what lies between this difference and the paper's, which is one on the same test images and
  /// of a search of its own (as `NetworkScores.Entry.standardError`). Training images move the process as well, for the
  /// most part along with the network: their part is the network's.
  var variance: Double { 0.5 * imageVariance + network.searchVariance }

  /// How likely another search on other images, test images among them, has the process above: Φ(difference / standard
  /// error).
  var winProbability: Double {
    let error = (imageVariance + network.searchVariance).squareRoot()
    guard error > 0 else { return difference > 0 ? 1 : 0 }
    return 0.5 * erfc(-difference / error / 2.0.squareRoot())
  }

  static func key(_ row: GaussianProcessRow) -> String { "\(row.dataset.id)/\(row.trainingSize)/gp_minus_network" }

  var score: Score {
    Score(
      key: Self.key(row), value: difference, standardError: variance.squareRoot(),
      title: "\(row.label), best process less best network, test accuracy")
  }
}
