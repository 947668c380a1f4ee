import Foundation
import Plotting
import Results
import Suite

/// Variances and errors in the table of `Uncertainty`.
struct UncertaintyScores: Findings {
  private struct Entry {
    let nonlinearity: NamedNonlinearity
    let method: UncertaintyMethod
    /// Images by network for dropout; one network for all else.
    let variances, squaredErrors: [[Double]]
    /// Variance and squared error; variance and squared mean.
    let errorBins, outputBins: [BinnedUncertainty.Bins]

    var correlations: [Double] { errorBins.map(\.correlation) }
  }

  private let entries: [Entry]

  init(_ tables: Tables, _ settings: Uncertainty.Settings) throws {
    let table = try tables.only
    entries = try settings.nonlinearities.flatMap { nonlinearity in
      try UncertaintyMethod.allCases.map { method in
        func networks(_ column: Column<Double>) throws -> [[Double]] {
          let all = try table.lists(
            column, by: Uncertainty.network, Uncertainty.nonlinearity == nonlinearity, Uncertainty.method == method)
          return method == .dropout ? all : [all[0]]
        }
        let (variances, errors) = (try networks(Uncertainty.variance), try networks(Uncertainty.squaredError))
        func bins(_ squares: [[Double]]) -> [BinnedUncertainty.Bins] {
          zip(variances, squares).map {
            BinnedUncertainty(variances: $0, squaredErrors: $1).bins(of: settings.pointsPerBin)
          }
        }
        return Entry(
          nonlinearity: nonlinearity, method: method, variances: variances, squaredErrors: errors,
          errorBins: bins(errors), outputBins: bins(try networks(Uncertainty.squaredMean)))
      }
    }
  }

  /// Pearson's correlation over test images of predicted variances with the infinite ensemble's, for every network.
  private func correlationsWithTangentKernel(_ entry: Entry) -> [Double] {
    let ntk = entries.first { $0.method == .ntk && $0.nonlinearity == entry.nonlinearity } ?? entry
    return entry.variances.map {
      BinnedUncertainty.Bins(variances: $0, squaredErrors: ntk.variances[0]).correlation
    }
  }

  var scores: [Score] {
    entries.flatMap { entry in
      let score = Scorer(
        key: "\(entry.nonlinearity.name)/\(entry.method.rawValue)/",
        title: "\(entry.nonlinearity.title), \(entry.method.title): ")
      var all = [("correlation", entry.correlations, "correlation of variance and error")]
      if entry.method != .ntk {
        all.append(
          (
            "variance_correlation_with_ntk", correlationsWithTangentKernel(entry),
            "correlation of its variance with the infinite ensemble's, over images"
          ))
      }
      if entry.method == .dropout {
        all.append(
          (
            "correlation_with_squared_mean", entry.outputBins.map(\.correlation),
            "correlation of variance and squared mean"
          ))
      }
      return all.map { score($0.0, meanOf: $0.1, $0.2) }
    }
  }

  /// Errors and variances averaged over the test images; their ratio is 1 for a calibrated variance. The spread of the
  /// variance is its standard deviation over images, over its mean.
  var table: String {
    let rows = entries.map { entry in
      let (error, variance) = (entry.squaredErrors.joined().mean, entry.variances.joined().mean)
      let spreads = entry.variances.map { variances in
        let mean = variances.mean
        return variances.map { ($0 - mean) * ($0 - mean) }.mean.squareRoot() / mean
      }
      return [entry.nonlinearity.title, entry.method.title]
        + [("%.5f", error), ("%.5f", variance), ("%.2f", error / variance), ("%.2f", spreads.mean)]
        .map { String(format: $0, $1) }
    }
    return TextTable(
      ["φ", "method", "mean squared error", "mean variance", "error / variance", "spread of the variance"],
      numbersFrom: 2, rows: rows
    ).markdown
  }

  /// As Lee et al. 2018, Figure 3: a dot a bin, of each network that predicts with dropout.
  var figure: Figure? {
    let panels = entries.map { entry in
      let correlation = String(format: "%.3f", entry.correlations.mean)
      return Panel(
        title: "\(entry.method.title), \(entry.nonlinearity.title): <i>r</i> = \(correlation)",
        x: PlotAxis("predicted variance"), y: PlotAxis("mean squared error"),
        layers: entry.errorBins.map { .points(x: $0.variances, y: $0.squaredErrors, opacity: 0.7) })
    }
    return Figure(columns: 2, panels: panels)
  }
}
