import Foundation
import Plotting
import Results
import Suite

/// Variances and errors in a results file of `BayesUncertainty`.
struct UncertaintyScores {
  private struct Entry {
    let nonlinearity: GaussianProcessRow.NamedNonlinearity
    let method: UncertaintyMethod
    let points: BinnedUncertainty

    var bins: BinnedUncertainty.Bins { points.bins(of: BayesUncertainty.pointsPerBin) }
  }

  private let entries: [Entry]

  init(_ results: ResultsFile, sizes: BayesUncertainty.Sizes) throws {
    let (variances, errors) = try (results.numbers("predicted_variance"), results.numbers("squared_error"))
    let cells = sizes.nonlinearities.flatMap { nonlinearity in
      UncertaintyMethod.allCases.map { (nonlinearity, $0) }
    }
    entries = cells.enumerated().map { k, cell in
      let range = k * sizes.test..<(k + 1) * sizes.test
      return Entry(
        nonlinearity: cell.0, method: cell.1,
        points: BinnedUncertainty(variances: Array(variances.values[range]), squaredErrors: Array(errors.values[range]))
      )
    }
  }

  private func entry(_ method: UncertaintyMethod, like other: Entry) -> Entry {
    entries.first { $0.method == method && $0.nonlinearity.name == other.nonlinearity.name } ?? other
  }

  /// Pearson's correlation over test images of two methods' predicted variances.
  private static func correlation(_ a: Entry, _ b: Entry) -> Double {
    BinnedUncertainty.Bins(variances: a.points.variances, squaredErrors: b.points.variances).correlation
  }

  var measurements: [Results.Measurement] {
    entries.flatMap { entry in
      let (key, title) = (
        "\(entry.nonlinearity.name)/\(entry.method.rawValue)", "\(entry.nonlinearity.title), \(entry.method.title)"
      )
      var own = [
        Results.Measurement(
          key: "\(key)/correlation", value: entry.bins.correlation, title: "\(title): correlation of variance and error"
        )
      ]
      if entry.method != .ntk {
        own.append(
          Results.Measurement(
            key: "\(key)/variance_correlation_with_ntk", value: Self.correlation(entry, self.entry(.ntk, like: entry)),
            title: "\(title): correlation of its variance with the infinite ensemble's, over images"))
      }
      return own
    }
  }

  /// Errors and variances averaged over the test images; their ratio is 1 for a calibrated variance.
  var table: String {
    var lines = ["| φ | method | mean squared error | mean variance | error / variance |", "|---|---|---:|---:|---:|"]
    for entry in entries {
      let (error, variance) = (entry.points.squaredErrors.mean, entry.points.variances.mean)
      let numbers = String(format: "%.5f | %.5f | %.2f", error, variance, error / variance)
      lines.append("| \(entry.nonlinearity.title) | \(entry.method.title) | \(numbers) |")
    }
    return lines.joined(separator: "\n")
  }

  /// As Lee et al. 2018, Figure 3: a dot a bin.
  var figure: Figure {
    let panels = entries.map { entry in
      let bins = entry.bins
      return Panel(
        title:
          "\(entry.method.title), \(entry.nonlinearity.title): <i>r</i> = \(String(format: "%.3f", bins.correlation))",
        x: Axis("predicted variance"), y: Axis("mean squared error"),
        layers: [.points(x: bins.variances, y: bins.squaredErrors, opacity: 0.7)])
    }
    return Figure(columns: 2, panels: panels)
  }
}
