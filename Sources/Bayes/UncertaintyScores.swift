import Foundation
import Plotting
import Results
import Suite

/// Variances and errors in a results file of `BayesUncertainty`.
struct UncertaintyScores {
  private struct Entry {
    let nonlinearity: GaussianProcessRow.NamedNonlinearity
    let method: UncertaintyMethod
    /// By network for dropout; one for all else.
    let networks: [BinnedUncertainty]
    /// Variances with the squares of the means in place of those of the errors.
    let outputs: [BinnedUncertainty]

    var bins: [BinnedUncertainty.Bins] { networks.map { $0.bins(of: BayesUncertainty.pointsPerBin) } }
    var outputCorrelations: [Double] { outputs.map { $0.bins(of: BayesUncertainty.pointsPerBin).correlation } }
    var correlations: [Double] { bins.map(\.correlation) }
    var variances: [Double] { networks.flatMap(\.variances) }
    var squaredErrors: [Double] { networks.flatMap(\.squaredErrors) }
  }

  private let entries: [Entry]

  init(_ results: ResultsFile, sizes: BayesUncertainty.Sizes) throws {
    let variances = try results.numbers("predicted_variance").values
    let (errors, means) = try (results.numbers("squared_error").values, results.numbers("squared_mean").values)
    let cells = sizes.nonlinearities.flatMap { nonlinearity in
      UncertaintyMethod.allCases.map { (nonlinearity, $0) }
    }
    entries = cells.enumerated().map { k, cell in
      func networks(_ squares: [Double]) -> [BinnedUncertainty] {
        (0..<(cell.1 == .dropout ? sizes.networks : 1)).map { network in
          let first = (k * sizes.networks + network) * sizes.test
          let range = first..<first + sizes.test
          return BinnedUncertainty(variances: Array(variances[range]), squaredErrors: Array(squares[range]))
        }
      }
      return Entry(nonlinearity: cell.0, method: cell.1, networks: networks(errors), outputs: networks(means))
    }
  }

  private func entry(_ method: UncertaintyMethod, like other: Entry) -> Entry {
    entries.first { $0.method == method && $0.nonlinearity.name == other.nonlinearity.name } ?? other
  }

  /// Pearson's correlation over test images of two methods' predicted variances, for every network of the first.
  private static func correlations(_ a: Entry, _ b: Entry) -> [Double] {
    let other = b.networks[0].variances
    return a.networks.map { BinnedUncertainty.Bins(variances: $0.variances, squaredErrors: other).correlation }
  }

  var measurements: [Score] {
    entries.flatMap { entry in
      let (key, title) = (
        "\(entry.nonlinearity.name)/\(entry.method.rawValue)", "\(entry.nonlinearity.title), \(entry.method.title)"
      )
      func measurement(_ name: String, _ networks: [Double], _ what: String) -> Score {
        Score(
          key: "\(key)/\(name)", value: SampleMean(networks).mean, standardError: SampleMean.studentError(networks),
          samples: networks.count, title: "\(title): \(what)")
      }
      let own = measurement("correlation", entry.correlations, "correlation of variance and error")
      guard entry.method != .ntk else { return [own] }
      let ntk = measurement(
        "variance_correlation_with_ntk", Self.correlations(entry, self.entry(.ntk, like: entry)),
        "correlation of its variance with the infinite ensemble's, over images")
      guard entry.method == .dropout else { return [own, ntk] }
      return [
        own, ntk,
        measurement(
          "correlation_with_squared_mean", entry.outputCorrelations, "correlation of variance and squared mean"),
      ]
    }
  }

  /// Errors and variances averaged over the test images; their ratio is 1 for a calibrated variance. The spread of the
  /// variance is its standard deviation over images, over its mean.
  var table: String {
    var lines = [
      "| φ | method | mean squared error | mean variance | error / variance | spread of the variance |",
      "|---|---|---:|---:|---:|---:|",
    ]
    for entry in entries {
      let (error, variance) = (entry.squaredErrors.mean, entry.variances.mean)
      let spreads = entry.networks.map { network in
        let mean = network.variances.mean
        return network.variances.map { ($0 - mean) * ($0 - mean) }.mean.squareRoot() / mean
      }
      let numbers = String(format: "%.5f | %.5f | %.2f | %.2f", error, variance, error / variance, spreads.mean)
      lines.append("| \(entry.nonlinearity.title) | \(entry.method.title) | \(numbers) |")
    }
    return lines.joined(separator: "\n")
  }

  /// As Lee et al. 2018, Figure 3: a dot a bin, of each network that predicts with dropout.
  var figure: Figure {
    let panels = entries.map { entry in
      Panel(
        title:
          "\(entry.method.title), \(entry.nonlinearity.title): <i>r</i> = \(String(format: "%.3f", SampleMean(entry.correlations).mean))",
        x: PlotAxis("predicted variance"), y: PlotAxis("mean squared error"),
        layers: entry.bins.map { .points(x: $0.variances, y: $0.squaredErrors, opacity: 0.7) })
    }
    return Figure(columns: 2, panels: panels)
  }
}
