import Foundation
import Plotting
import Results
import Suite

/// Maps and rates in the tables of `Figure2SGD`.
struct Figure2SGDScores: Findings {
  private let settings: Figure2SGD.Settings
  private let training, test: AccuracyGrid
  private let rates: Table

  init(_ tables: Tables, _ settings: Figure2SGD.Settings) throws {
    (self.settings, rates) = (settings, try tables[Figure2SGD.rates])
    training = try AccuracyGrid(AccuracyGrid.trainingAccuracy, of: tables[Figure2SGD.maps])
    test = try AccuracyGrid(AccuracyGrid.testAccuracy, of: tables[Figure2SGD.maps])
  }

  var scores: [Score] {
    get throws {
      let (ordered, chaotic) = (settings.ordered, settings.chaotic)
      let score = Scorer(key: "fcn/\(settings.maps.training)/", title: "")
      func boundary(_ grid: AccuracyGrid, _ guide: DepthGuide, _ split: String) throws -> [Score] {
        let multiple = try grid.multiple(of: guide)
        // A coarse grid may have no column in which the guide can be seen.
        guard multiple.columns > 0 else { return [] }
        return [
          score(
            "\(split)/\(guide.side.rawValue)_boundary_multiple", multiple.median,
            "\(split) accuracy falls half-way, in \(guide.side.name), \(multiple.words)")
        ]
      }
      let own = [
        score(
          "training/deep_ordered_accuracy", try training.mean(beyond: ordered), "training accuracy beyond 12 ξ₁"),
        score(
          "training/deep_chaotic_accuracy", try training.mean(beyond: chaotic), "training accuracy beyond 8 ξ_*"),
        score("test/deep_chaotic_accuracy", try test.mean(beyond: chaotic), "test accuracy beyond 8 ξ_*"),
        score("test/best_accuracy", test.best, "best test accuracy"),
      ]
      return try boundary(training, ordered, "training") + boundary(test, chaotic, "test") + own
        + settings.rates.phases.flatMap(scores)
    }
  }

  private func curve(_ column: Column<Double>, _ phase: RateSweep.Phase) throws -> [Double] {
    try rates[column, AccuracyGrid.weightVariance == phase.weightVariance]
  }

  /// λ_max of the analytic kernel, of the network's own over all outputs, and of that averaged over outputs.
  private func eigenvalues(_ phase: RateSweep.Phase) throws -> (analytic: Double, empirical: Double, mean: Double) {
    let own = AccuracyGrid.weightVariance == phase.weightVariance
    return try (
      rates.value(Figure2SGD.analytic, own), rates.value(Figure2SGD.empirical, own),
      rates.value(Figure2SGD.mean, own)
    )
  }

  private func scores(_ phase: RateSweep.Phase) throws -> [Score] {
    let (accuracies, growths) = (
      try curve(AccuracyGrid.trainingAccuracy, phase), try curve(Figure2SGD.growth, phase)
    )
    let (values, eigenvalues) = (try rates[Figure2SGD.rate], try eigenvalues(phase))
    let level = 0.5 * (AccuracyGrid.chance + (accuracies.max() ?? AccuracyGrid.chance))
    // The last rate before the curve falls half-way for good.
    let last = accuracies.lastIndex { $0 >= level }.map { values[$0] } ?? .nan
    let stable = zip(values, growths).prefix { $0.1 <= 1.1 }.last?.0 ?? .nan
    let score = Scorer(key: "rates/\(phase.name)/", title: "\(phase.name), σ_w² = \(phase.weightVariance): ")
    return [
      score(
        "largest_stable_rate", stable,
        "largest rate at which the loss does not grow, in 2/λ_max of the analytic kernel"),
      score("largest_trainable_rate", last, "largest rate that trains, in 2/λ_max of the analytic kernel"),
      score(
        "collapsed_accuracy", zip(values, accuracies).filter { $0.0 > 1.2 && $0.0 < 1.3 }.map(\.1).mean,
        "training accuracy at 1.26 times 2/λ_max"),
      score(
        "eigenvalue_ratio", eigenvalues.empirical / eigenvalues.analytic,
        "λ_max of the network's own kernel, all outputs, over the analytic one"),
      score(
        "mean_eigenvalue_ratio", eigenvalues.mean / eigenvalues.analytic,
        "λ_max of the network's own kernel, averaged over outputs, over the analytic one"),
    ]
  }

  /// The finite-width shift of the largest rate, in words and numbers.
  var eigenvalues: String {
    get throws {
      let rows = try settings.rates.phases.map { phase in
        let found = try eigenvalues(phase)
        return [phase.name]
          + [phase.weightVariance, found.analytic, found.mean, found.empirical].map { String(format: "%.2f", $0) }
          + [String(format: "%.4f", found.analytic / found.empirical)]
      }
      let header = [
        "phase", "σ_w²", "λ_max, analytic", "network, mean of outputs", "network, all outputs",
        "2/λ_max of the network over the analytic",
      ]
      return TextTable(header, numbersFrom: 1, rows: rows).markdown
    }
  }

  var figure: Figure? {
    get throws {
      func map(_ title: String, _ grid: AccuracyGrid, to most: Double) throws -> Panel {
        let (deepest, half) = (grid.depths[grid.depths.count - 1], 0.5 * (grid.depths[1] - grid.depths[0]))
        return try grid.panel(
          title, y: PlotAxis("depth <i>l</i>", from: 1 - half, to: deepest + half),
          ColourScale("accuracy", from: 0.1, to: most), guides: [settings.ordered, settings.chaotic])
      }
      let curves = try settings.rates.phases.enumerated().map { k, phase in
        Layer.line(
          x: try rates[Figure2SGD.rate], y: try curve(AccuracyGrid.trainingAccuracy, phase), label: phase.name,
          colour: .palette(k), dash: .solid, marker: .cycled(k))
      }
      return Figure(
        columns: 3,
        panels: [
          try map("training accuracy", training, to: 1), try map("test accuracy", test, to: max(0.2, test.best)),
          Panel(
            title: "depth \(settings.rates.depth), full batch",
            x: PlotAxis("ρ = η λ<sub>max</sub>/2", scale: .logarithmic),
            y: PlotAxis("training accuracy", from: 0, to: 1), layers: curves + [.vertical(at: 1, label: "ρ = 1")]),
        ])
    }
  }
}
