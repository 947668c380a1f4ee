import Foundation
import Plotting
import Results
import Suite

/// Maps and rates in the tables of `Figure2SGD`.
struct Figure2SGDScores: Findings {
  private let settings: Figure2SGD.Settings
  private let training, test: AccuracyGrid
  private let found: [TrainedBoundaryScores]
  private let rates: Table
  /// How many networks of the maps and along the boundaries diverged, as a sentence.
  let diverged: String

  init(_ tables: Tables, _ settings: Figure2SGD.Settings) throws {
    (self.settings, rates) = (settings, try tables[Figure2SGD.rates])
    training = try AccuracyGrid(AccuracyGrid.trainingAccuracy, of: tables[Figure2SGD.maps])
    test = try AccuracyGrid(AccuracyGrid.testAccuracy, of: tables[Figure2SGD.maps])
    found = try settings.boundaries.map {
      try TrainedBoundaryScores(tables, $0, biasVariance: settings.maps.grid.biasVariance)
    }
    func steps(_ sweep: SweepName, _ column: Column<Int>) throws -> [Int] {
      try tables[sweep].lists(column, by: AccuracyGrid.weightVariance).flatMap { $0 }
    }
    diverged = TrainingCourse.words(
      [(name: "maps", steps: try steps(Figure2SGD.maps, Figure2SGD.divergence))]
        + (try settings.boundaries.map {
          (name: "boundary in \($0.side.name)", steps: try steps($0.sweep, TrainedBoundary.divergence))
        }))
  }

  var scores: [Score] {
    get throws {
      let (ordered, chaotic) = (settings.ordered, settings.chaotic)
      let key = "fcn/\(settings.maps.training)/"
      let score = Scorer(key: key, title: "")
      let own = [
        score(
          "training/deep_ordered_accuracy", try training.mean(beyond: ordered), "training accuracy beyond 12 ξ₁"),
        score(
          "training/deep_chaotic_accuracy", try training.mean(beyond: chaotic), "training accuracy beyond 8 ξ_*"),
        score("test/deep_chaotic_accuracy", try test.mean(beyond: chaotic), "test accuracy beyond 8 ξ_*"),
        score("test/best_accuracy", test.best, "best test accuracy"),
      ]
      return try found.flatMap { $0.scores(key: key) } + own + settings.rates.phases.flatMap(scores)
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
    // Rates before the first at which the loss grows, and before the curve falls half-way for good.
    let losses = RateCollapse(values, stable: growths.prefix { $0 <= 1.1 }.count)
    let training = RateCollapse(values, stable: 1 + (accuracies.lastIndex { $0 >= level } ?? -1))
    let rate = settings.rates
    // The first 48 to 500 images, their mean taken off, are correlated by 0.03 to 0.04; 0.2 would change the deviation
    // by less than a tenth.
    let coupling = OutputCoupling(
      weightVariance: phase.weightVariance, biasVariance: rate.biasVariance, correlation: 0.04, depth: rate.depth,
      width: rate.width
    ).standardDeviation
    let score = Scorer(key: "rates/\(phase.name)/", title: "\(phase.name), σ_w² = \(phase.weightVariance): ")
    return [
      score("loss_collapse_rate", losses.rate, "the loss begins to grow \(losses.words)"),
      score("accuracy_collapse_rate", training.rate, "training accuracy falls half-way \(training.words)"),
      score(
        "collapsed_accuracy", zip(values, accuracies).filter { $0.0 > 1.2 && $0.0 < 1.3 }.map(\.1).mean,
        "training accuracy at 1.26 times 2/λ_max"),
      score(
        "eigenvalue_ratio", eigenvalues.empirical / eigenvalues.analytic,
        "λ_max of the network's own kernel, all outputs, over the analytic one"),
      score(
        "mean_eigenvalue_ratio", eigenvalues.mean / eigenvalues.analytic, error: coupling,
        "λ_max of the network's own kernel, averaged over outputs, over the analytic one"),
      score(
        "eigenvalue_excess", (eigenvalues.empirical / eigenvalues.mean - 1) / coupling,
        "λ_max over all outputs above that of their mean, in deviations of the coupling of two outputs"),
    ]
  }

  /// The half-way depths in units of the scales after each number of steps, as sentences.
  var boundaries: String {
    found.map { scores in
      let boundary = scores.boundary
      return "In \(boundary.side.name), in batches of \(boundary.batch) after \(scores.words)."
    }.joined(separator: " ")
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
        ] + zip(found, [settings.ordered, settings.chaotic]).map { $0.panel(guide: $1) })
    }
  }
}
