import Results
import Suite

/// Lee et al. 2018, Table 1: the 1k, 10k and largest rows of Table 2.
struct Table1: View {
  let id = "lee2018/table1"
  let title = "Gaussian processes and trained networks at 1k, 10k and all training images (Table 1)"
  let reference = "arXiv:1711.00165v3"
  let shownExperiment = "lee2018/table2"

  private static let sizes: Set<Int> = [1_000, 10_000, 45_000, 50_000]

  /// What `shown` expects to find.
  func layouts(_ tier: Tier) -> [SweepLayout] { Table2().layouts(tier) }

  private func shown(_ results: ResultsFile, _ tier: Tier) throws -> GaussianProcessScores {
    try GaussianProcessScores(results, rows: Table2.rows(tier)).only { Self.sizes.contains($0.trainingSize) }
  }

  private func networks(_ results: ResultsFile, _ tier: Tier) throws -> NetworkScores {
    try NetworkScores(results, tier: tier).only { Self.sizes.contains($0.trainingSize) }
  }

  func measurements(_ results: ResultsFile, tier: Tier) throws -> [Score] {
    try shown(results, tier).measurements.filter { $0.quantity == "test_accuracy" }
      + networks(results, tier).measurements
  }

  func narrative(_ results: ResultsFile, tier: Tier) throws -> String {
    let (processes, networks) = (try shown(results, tier), try networks(results, tier))
    return try processes.table() + "\n\n" + NetworkComparison(processes: processes, networks: networks).table()
  }
}
