import Results

/// The scores of Table 2's models with the paper's lookup table; none where a tier does not run them.
struct PaperAlgorithmScores {
  struct Entry {
    let row: GaussianProcessRow
    let nonlinearity: GaussianProcessRow.NamedNonlinearity
    let accuracy: Double
    let squaredError: Double
  }

  let entries: [Entry]

  /// - Parameter rows: the rows of the file's group, in its order.
  init(_ results: ResultsFile, rows: [GaussianProcessRow]) throws {
    guard !rows.isEmpty else {
      entries = []
      return
    }
    let accuracies = try results.numbers("test_accuracy", group: PaperAlgorithm.group).values
    let squaredErrors = try results.numbers("test_mse", group: PaperAlgorithm.group).values
    let cells = rows.flatMap { row in GaussianProcessRow.nonlinearities.map { (row, $0) } }
    entries = cells.enumerated().map { k, cell in
      Entry(row: cell.0, nonlinearity: cell.1, accuracy: accuracies[k], squaredError: squaredErrors[k])
    }
  }

  func accuracy(_ row: GaussianProcessRow, _ nonlinearity: GaussianProcessRow.NamedNonlinearity) -> Double? {
    entries.first { $0.row.label == row.label && $0.nonlinearity.name == nonlinearity.name }?.accuracy
  }

  var measurements: [Score] {
    entries.flatMap { entry in
      let key = "\(entry.row.dataset.id)/\(entry.row.trainingSize)/\(entry.nonlinearity.name)/paper_algorithm"
      let title =
        "\(entry.row.dataset.title) \(entry.row.sizeLabel), \(entry.nonlinearity.title), the paper's lookup table"
      return [("test_accuracy", "test accuracy", entry.accuracy), ("test_mse", "test MSE", entry.squaredError)].map {
        Score(key: "\(key)/\($0)", value: $2, title: "\(title), \($1)")
      }
    }
  }
}
