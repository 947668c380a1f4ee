import Results
import Suite

/// Lee et al. 2018, Table 1: the 1k, 10k and largest rows of Table 2.
struct Table1: View {
  let id = "lee2018/table1"
  let title = "Gaussian processes and trained networks at 1k, 10k and all training images (Table 1)"
  let shown = Table2()

  private static let sizes: Set<Int> = [1_000, 10_000, 45_000, 50_000]

  func scores(_ tables: Tables, _ settings: Table2.Settings) throws -> [Score] {
    let part = try part(tables, settings)
    return part.processes.scores.filter { $0.quantity == "test_accuracy" } + part.networks.scores
  }

  func narrative(_ tables: Tables, _ settings: Table2.Settings) throws -> String {
    let part = try part(tables, settings)
    return part.processes.table() + "\n\n" + part.table()
  }

  private func part(_ tables: Tables, _ settings: Table2.Settings) throws -> NetworkComparison {
    var part = settings
    part.rows.removeAll { !Self.sizes.contains($0.trainingSize) }
    part.networks.rows.removeAll { !Self.sizes.contains($0.trainingSize) }
    return try NetworkComparison(tables, part)
  }
}
