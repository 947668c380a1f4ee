import Datasets
import Results
import Suite

/// The scores of Figure 1: the Gaussian process of each row, and the best trial of each width.
struct WidthScores: Findings {
  /// One row and nonlinearity.
  struct Entry {
    let row: GaussianProcessRow
    let nonlinearity: NamedNonlinearity
    let process: TestResult
    /// The best trial of each width; nil where none has a score.
    let networks: [(width: Int, best: TestResult?)]
    /// The best network over widths, chosen on validation images.
    let best: TestResult?
  }

  /// Of MNIST and of CIFAR-10.
  private static let testImages = 10_000.0

  let entries: [Entry]
  let settings: Figure1.Settings

  init(_ tables: Tables, _ settings: Figure1.Settings) throws {
    let (processes, networks) = (try tables[Figure1.processes], try tables[Figure1.networks])
    entries = try settings.rows.flatMap { row in
      try NamedNonlinearity.allCases.map { kind in
        let (isRow, isKind) = (TableAxes.row == row, TableAxes.nonlinearity == kind)
        return Entry(
          row: row, nonlinearity: kind, process: try TestResult(processes, row, kind),
          networks: try settings.widths.map { width in
            let points = try networks.points(isRow, isKind, Figure1.width == width)
            return (width, try TrainedTrial.best(of: points, in: networks))
          }, best: try TrainedTrial.best(of: networks.points(isRow, isKind), in: networks))
      }
    }
    self.settings = settings
  }

  /// The datasets and nonlinearities of the file, with the entries of each by training size.
  var series: [(dataset: DatasetDescription, nonlinearity: NamedNonlinearity, entries: [Entry])] {
    [DatasetDescription.mnist, .cifar10].flatMap { dataset in
      NamedNonlinearity.allCases.map { kind in
        (dataset, kind, entries.filter { $0.row.dataset == dataset && $0.nonlinearity == kind })
      }
    }.filter { !$0.entries.isEmpty }
  }

  var scores: [Score] {
    entries.flatMap(scores)
      + series.flatMap { dataset, kind, entries in
        laws(entries, key: "\(dataset.id)/\(kind.name)", title: "\(dataset.title), \(kind.title)")
      }
  }

  private func scores(_ entry: Entry) -> [Score] {
    let score = entry.row.scorer(entry.nonlinearity)
    return [score("test_accuracy", entry.process.accuracy, "NNGP accuracy")]
      + entry.networks.compactMap { width, best in
        best.map {
          score("width_\(width)/network_test_accuracy", $0.accuracy, "accuracy of networks of width \(width)")
        }
      }
  }

  /// What the figure shows without a number: width helps, and on MNIST the process's error is larger than the best
  /// network's though it is right more often. Both at the largest training size.
  private func laws(_ entries: [Entry], key: String, title: String) -> [Score] {
    guard let last = entries.last, let narrow = last.networks.first?.best, let wide = last.networks.last?.best,
      let best = last.best
    else { return [] }
    let gain = Score(
      key: "\(key)/width_gain", value: wide.accuracy - narrow.accuracy,
      // As if the test images were others, which bounds the error from above. What the trials' draws add is not in it.
      standardError: [wide, narrow].reduce(0) { $0 + $1.accuracy * (1 - $1.accuracy) / Self.testImages }.squareRoot(),
      title: "\(title), accuracy of the widest above the narrowest networks, \(last.row.sizeLabel) images")
    guard settings.judgesErrors else { return [gain] }
    return [
      gain,
      Score(
        key: "\(key)/mse_excess", value: last.process.squaredError - best.squaredError,
        title: "\(title), squared error of the NNGP above the best network's, \(last.row.sizeLabel) images"),
    ]
  }

  /// One line a row and nonlinearity, in Markdown.
  var narrative: String {
    let text = TextTable(
      ["Num training", "", "NNGP"] + settings.widths.map { "width \($0)" },
      rows: entries.map { entry in
        [entry.row.label, entry.nonlinearity.title, fourDecimals(entry.process.accuracy)]
          + entry.networks.map { fourDecimals($0.best?.accuracy, orElse: "diverged") }
      })
    return text.markdown
      + "\n\nTest accuracy. Networks: the best of \(settings.trials) random trials (a Latin hypercube over learning "
      + "rate and weight decay) of at most \(settings.rule.steps) steps by validation accuracy, at depth, σ_w² and σ_b² "
      + "of the row's best network in Table 2 (the paper: about 250 trials for each width and depth, variances among "
      + "what is drawn)."
  }
}
