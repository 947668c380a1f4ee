import Results
import Suite

/// How the Gaussian processes of Table 2 did, over training subsets.
struct GaussianProcessScores: Findings {
  /// One row and nonlinearity.
  struct Entry {
    let row: GaussianProcessRow
    let nonlinearity: NamedNonlinearity
    /// One a subset seed, that of seed 0 first.
    let accuracies: [Double]
    let squaredErrors: [Double]
    /// With the paper's lookup table, where it was run.
    let lookupTable: TestResult?
    /// The paper's accuracy.
    let published: Double?

    var setting: GaussianProcessRow.Setting { row.setting(nonlinearity.value) }
    var accuracy: SampleMean { SampleMean(accuracies) }
  }

  let entries: [Entry]

  init(_ tables: Tables, _ settings: Table2.Settings) throws {
    let table = try tables[Table2.processes]
    let others = settings.otherSubsets.filter { tables.has($0.name) }
    entries = try settings.rows.flatMap { row in
      try NamedNonlinearity.allCases.map { kind in
        let (isRow, isKind) = (TableAxes.row == row, TableAxes.nonlinearity == kind)
        let own = try [table] + others.filter { $0.rows.contains(row) }.map { try tables[$0.name] }
        return Entry(
          row: row, nonlinearity: kind,
          accuracies: try own.flatMap { try $0[TableColumns.accuracy, isRow, isKind] },
          squaredErrors: try own.flatMap { try $0[TableColumns.squaredError, isRow, isKind] },
          lookupTable: settings.paperAlgorithmRows.contains(row) && tables.has(PaperAlgorithm.name)
            ? try TestResult(tables[PaperAlgorithm.name], row, kind) : nil,
          published: tables.published("\(row.key(kind))/test_accuracy"))
      }
    }
  }

  func entry(_ row: GaussianProcessRow, _ nonlinearity: NamedNonlinearity) -> Entry? {
    entries.first { $0.row == row && $0.nonlinearity == nonlinearity }
  }

  var scores: [Score] { exactScores + lookupTableScores }

  var narrative: String { table(besideLookupTable: true) }

  /// Mean over subsets of accuracy and mean squared error of every entry, with standard errors.
  private var exactScores: [Score] {
    entries.flatMap { entry in
      let score = entry.row.scorer(entry.nonlinearity)
      return [
        score("test_accuracy", meanOf: entry.accuracies, "test accuracy"),
        score("test_mse", meanOf: entry.squaredErrors, "test MSE"),
      ]
    }
  }

  /// With the paper's lookup table.
  private var lookupTableScores: [Score] {
    entries.flatMap { entry in
      guard let result = entry.lookupTable else { return [Score]() }
      let score = entry.row.scorer(entry.nonlinearity)
      return [
        score("paper_algorithm/test_accuracy", result.accuracy, "the paper's lookup table, test accuracy"),
        score("paper_algorithm/test_mse", result.squaredError, "the paper's lookup table, test MSE"),
      ]
    }
  }

  /// The paper's layout in Markdown: one line a training size, both nonlinearities side by side.
  ///
  /// - Parameter isWanted: with the accuracies of the paper's own algorithm, if it was run.
  func table(besideLookupTable isWanted: Bool = false) -> String {
    let isShown = isWanted && entries.contains { $0.lookupTable != nil }
    let kinds = NamedNonlinearity.allCases
    let header = kinds.flatMap { (kind) -> [String] in
      ["Model (\(kind.title))", "Test accuracy"] + (isShown ? ["by the paper's table"] : [])
    }
    let rows = entries.filter { $0.nonlinearity == kinds[0] }.map(\.row).map { (row) -> [String] in
      let cells = kinds.compactMap { entry(row, $0) }.flatMap { (entry) -> [String] in
        let sample = entry.accuracy
        let error: String = sample.standardError.map { " ± " + fourDecimals($0) } ?? ""
        let shown: [String] = isShown ? [fourDecimals(entry.lookupTable?.accuracy)] : []
        return [entry.setting.name, fourDecimals(sample.mean) + error] + shown
      }
      return [row.label] + cells
    }
    var text = TextTable(["Num training"] + header, rows: rows).markdown
    let seeds = Set(entries.map(\.accuracies.count).filter { $0 > 1 }).sorted(by: >).map(String.init)
    if !seeds.isEmpty {
      text += "\n\nWith ±: mean and standard error over \(seeds.joined(separator: " or ")) training subsets."
    }
    if isShown {
      text += "\n\nBy the paper's table: the kernel of its truncated lookup table in place of the exact one."
    }
    return text
  }
}
