import Datasets
import Foundation
import Results
import Suite

/// The scores of Figure 1: the Gaussian process of each row, and the best trial of each width.
struct WidthScores {
  /// One row and nonlinearity.
  struct Entry {
    let row: GaussianProcessRow
    let nonlinearity: GaussianProcessRow.NamedNonlinearity
    let process: (accuracy: Double, squaredError: Double)
    /// The best trial of each width on test images; nil where none has a score.
    let networks: [(width: Int, best: (accuracy: Double, squaredError: Double)?)]
    /// The best network over widths, chosen on validation images.
    let best: (accuracy: Double, squaredError: Double)?
  }

  /// Of MNIST and of CIFAR-10.
  private static let testImages = 10_000.0

  let entries: [Entry]
  let tier: Tier

  init(_ results: ResultsFile, tier: Tier) throws {
    let (rows, widths, trials) = (Figure1.rows(tier), Figure1.widths(tier), Figure1.trials(tier))
    func process(_ variable: String) throws -> [Double] {
      try results.numbers(variable, group: Figure1.processes).values
    }
    func network(_ variable: String) throws -> [Double] {
      try results.numbers(variable, group: Figure1.networks).values
    }
    let (accuracies, errors) = (try process("test_accuracy"), try process("test_mse"))
    let validation = zip(try network("validation_accuracy"), try network("validation_mse")).map { ($0, $1) }
    let test = zip(try network("test_accuracy"), try network("test_mse")).map { ($0, $1) }
    /// The test scores of the trial in `range` that validation images choose.
    func chosen(_ range: Range<Int>) -> (accuracy: Double, squaredError: Double)? {
      guard let place = NetworkSearch.ranking(Array(validation[range])).first else { return nil }
      let score = test[range.lowerBound + place]
      return score.0.isNaN ? nil : score
    }
    let pairs = rows.flatMap { row in GaussianProcessRow.nonlinearities.map { (row, $0) } }
    entries = pairs.enumerated().map { k, pair in
      let first = k * widths.count * trials
      return Entry(
        row: pair.0, nonlinearity: pair.1, process: (accuracies[k], errors[k]),
        networks: widths.enumerated().map { w, width in
          (width, chosen(first + w * trials..<first + (w + 1) * trials))
        }, best: chosen(first..<first + widths.count * trials))
    }
    self.tier = tier
  }

  /// The datasets and nonlinearities of the file, with the entries of each by training size.
  var series: [(dataset: DatasetDescription, nonlinearity: GaussianProcessRow.NamedNonlinearity, entries: [Entry])] {
    [DatasetDescription.mnist, .cifar10].flatMap { dataset in
      GaussianProcessRow.nonlinearities.map { kind in
        (dataset, kind, entries.filter { $0.row.dataset == dataset && $0.nonlinearity.name == kind.name })
      }
    }.filter { !$0.entries.isEmpty }
  }

  var measurements: [Score] {
    entries.flatMap(scores)
      + series.flatMap { dataset, kind, entries in
        laws(entries, key: "\(dataset.id)/\(kind.name)", title: "\(dataset.title), \(kind.title)")
      }
  }

  private func scores(_ entry: Entry) -> [Score] {
    let key = "\(entry.row.dataset.id)/\(entry.row.trainingSize)/\(entry.nonlinearity.name)"
    let title = "\(entry.row.dataset.title) \(entry.row.sizeLabel), \(entry.nonlinearity.title)"
    let process = [
      Score(key: "\(key)/test_accuracy", value: entry.process.accuracy, title: "\(title), NNGP accuracy")
    ]
    return process
      + entry.networks.compactMap { network in
        network.best.map {
          Score(
            key: "\(key)/width_\(network.width)/network_test_accuracy", value: $0.accuracy,
            title: "\(title), accuracy of networks of width \(network.width)")
        }
      }
  }

  /// What the figure shows without a number: width helps, and on MNIST the process's error is larger than the best
  /// network's though it is right more often. Both at the largest training size; the error where networks are trained
  /// until it is low, which the few steps of a first run are not.
  private func laws(_ entries: [Entry], key: String, title: String) -> [Score] {
    guard let last = entries.last, let narrow = last.networks.first?.best, let wide = last.networks.last?.best,
      let best = last.best
    else { return [] }
    let gain = Score(
      key: "\(key)/width_gain", value: wide.accuracy - narrow.accuracy,
      // As if the test images were others, which bounds the error from above. What the trials' draws add is not in it.
      standardError: [wide, narrow].reduce(0) { $0 + $1.accuracy * (1 - $1.accuracy) / Self.testImages }.squareRoot(),
      title: "\(title), accuracy of the widest above the narrowest networks, \(last.row.sizeLabel) images")
    guard tier != .quick else { return [gain] }
    return [
      gain,
      Score(
        key: "\(key)/mse_excess", value: last.process.squaredError - best.squaredError,
        title: "\(title), squared error of the NNGP above the best network's, \(last.row.sizeLabel) images"),
    ]
  }

  /// One line a row and nonlinearity, in Markdown.
  var table: String {
    let widths = Figure1.widths(tier)
    var lines = [
      "| Num training | | NNGP | \(widths.map { "width \($0)" }.joined(separator: " | ")) |",
      "|" + String(repeating: "---|", count: 3 + widths.count),
    ]
    for entry in entries {
      let networks = entry.networks.map { $0.best.map { String(format: "%.4f", $0.accuracy) } ?? "diverged" }
      lines.append(
        "| \(entry.row.label) | \(entry.nonlinearity.title) | \(String(format: "%.4f", entry.process.accuracy)) | "
          + "\(networks.joined(separator: " | ")) |")
    }
    let rule = Figure1.rule(tier)
    lines.append(
      "\nTest accuracy. Networks: the best of \(Figure1.trials(tier)) random trials (a Latin hypercube over learning rate "
        + "and weight decay) of at most \(rule.steps) steps by validation accuracy, at depth, σ_w² and σ_b² of the row's "
        + "best network in Table 2 (the paper: about 250 trials for each width and depth, variances among what is drawn)."
    )
    return lines.joined(separator: "\n")
  }
}
