import Results
import Suite

/// A row of Table 2: its best Gaussian process against its best network, over the nonlinearities.
struct RowContest {
  let row: GaussianProcessRow
  private let process, network: NetworkScores.Entry
  /// The process first.
  let paired: PairedComparison?
  /// The paper's best process less its best network, in accuracy.
  let published: Double?

  /// nil if a search of the row has no score.
  init?(_ entries: [NetworkScores.Entry], published: Double?) {
    guard entries.allSatisfy({ $0.best != nil }),
      let process = entries.max(by: { $0.process.accuracy < $1.process.accuracy }),
      let network = entries.max(by: { Self.accuracy($0) < Self.accuracy($1) })
    else { return nil }
    (row, self.process, self.network, self.published) = (process.row, process, network, published)
    paired = process.processCorrect.flatMap { first in
      network.best?.correct.flatMap { PairedComparison(first, $0) }
    }
  }

  private static func accuracy(_ entry: NetworkScores.Entry) -> Double { entry.best?.test.accuracy ?? .nan }

  /// The accuracy of the process less that of the network.
  var difference: Double { process.process.accuracy - Self.accuracy(network) }

  /// Of images that one of them alone has right, and of the search.
  private var standardError: Double {
    guard let paired else { return .nan }
    let (n, b, c) = (
      Double(SearchResult.testImages), Double(paired.firstAlone), Double(paired.secondAlone)
    )
    return ((b + c - (b - c) * (b - c) / n) / (n * n) + network.searchVariance).squareRoot()
  }

  static func key(_ row: GaussianProcessRow) -> String { "\(row.dataset.id)/\(row.trainingSize)/gp_minus_network" }

  var score: Score {
    Score(
      key: Self.key(row), value: difference, standardError: standardError,
      title: "\(row.label), best process less best network, test accuracy")
  }
}
