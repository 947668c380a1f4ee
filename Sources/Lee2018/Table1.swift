import Results
import Suite

/// Lee et al. 2018, Table 1: the 1k, 10k and largest rows of Table 2. Its trained networks are `Table2Networks`.
struct Table1: View {
  let id = "lee2018/table1"
  let title = "Gaussian processes at 1k, 10k and all training images (Table 1)"
  let shown = Table2()

  private static let sizes: Set<Int> = [1_000, 10_000, 45_000, 50_000]

  func scores(_ tables: Tables, _ settings: Table2.Settings) throws -> [Score] {
    try part(tables, settings).scores.filter { $0.quantity == "test_accuracy" }
  }

  func narrative(_ tables: Tables, _ settings: Table2.Settings) throws -> String {
    try part(tables, settings).table()
  }

  private func part(_ tables: Tables, _ settings: Table2.Settings) throws -> GaussianProcessScores {
    var part = settings
    part.rows.removeAll { !Self.sizes.contains($0.trainingSize) }
    part.paperAlgorithmRows = []
    return try GaussianProcessScores(tables, part)
  }
}
