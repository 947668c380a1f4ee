import Foundation
import Plotting
import Results
import Suite

/// What `Priors` found.
struct PriorScores: Findings {
  private let shallow, deep: [PriorCurves]
  private let cosines: Table
  private let settings: Priors.Settings

  init(_ tables: Tables, _ settings: Priors.Settings) throws {
    self.settings = settings
    let (first, second) = (try tables[.only], try tables[Priors.deep])
    shallow = try settings.priors.map { try PriorCurves(first, $0, depth: 1, widths: settings.widths, settings) }
    deep = try settings.deepPriors.map { try PriorCurves(second, $0, depth: 2, widths: settings.deepWidths, settings) }
    cosines = try tables[Priors.cosines]
  }

  var scores: [Score] {
    get throws { try shallow.flatMap { try scores($0) + limits($0) } + deep.flatMap(scores) + rbfScores }
  }

  private func scorer(_ curves: PriorCurves) -> Scorer {
    Scorer(
      key: curves.prior.rawValue + (curves.depth == 1 ? "/" : "/two_layers/"),
      title: "\(curves.prior.title) weights, \(curves.depth == 1 ? "one layer" : "two layers"): ")
  }

  private func slope(_ score: Scorer, _ key: String, _ widths: [Int], _ values: [[Double]], _ words: String) throws
    -> Score
  {
    let scaling = try WidthScaling(widths: widths, values: values)
    return score(
      "\(key)/slope", scaling.slope, error: scaling.standardError, samples: scaling.seeds,
      "\(words): slope against width, log-log")
  }

  private func scores(_ curves: PriorCurves) throws -> [Score] {
    let score = scorer(curves)
    var result = [
      score("fluctuation/ratio", meanOf: curves.ratios, "E (u − 1)² over what is expected, mean over widths"),
      try slope(score, "distance", curves.widths, curves.distances, "Kolmogorov's distance from the limit"),
    ]
    // Of the others kurtosis does not go to 3, or there is none.
    if [.normal, .laplace].contains(curves.prior) {
      let excess = curves.fluctuations.map { $0.map { 3 * $0 } }
      result.append(try slope(score, "excess_kurtosis", curves.widths, excess, "excess kurtosis"))
    }
    return result
  }

  /// Of the widest networks' outputs.
  private func limits(_ curves: PriorCurves) -> [Score] {
    let score = scorer(curves)
    return [
      score("tail", meanOf: curves.tails, "outputs beyond four median sizes of the limit, widest networks"),
      score("pairs", meanOf: curves.pairs, "pairs of outputs that are both beyond two median sizes, widest networks"),
    ]
  }

  private func squares(_ column: Column<Double>) throws -> [[Double]] {
    try settings.widths.map {
      PriorCurves.grouped(try cosines[column, Priors.width == $0], settings.groups).map(\.mean)
    }
  }

  private var rbfScores: [Score] {
    get throws {
      let score = Scorer(key: "cosine_features/", title: "cosine features: ")
      let ratios = try squares(Priors.squaredRatio)
      let largest = try cosines[Priors.limitError].max() ?? .nan
      return [
        try slope(
          score, "error", settings.widths, squares(Priors.squaredError).map { $0.map { $0.squareRoot() } },
          "error of the kernel"),
        score(
          "error/ratio", meanOf: (0..<settings.groups).map { group in ratios.map { $0[group] }.mean },
          "squared error of the kernel over its variance, mean over widths"),
        score("limit_error", largest, "largest difference of the infinite kernel from the squared exponential"),
      ]
    }
  }

  var figure: Figure? {
    get throws {
      let figure = PriorFigure(shallow: shallow, deep: deep, settings: settings)
      return Figure(
        title: "Other priors and their limits", columns: 2,
        panels: [
          figure.tails, figure.kurtosis, figure.distances,
          figure.features(errors: try squares(Priors.squaredError).map { $0.map { $0.squareRoot() } }),
        ])
    }
  }

  var narrative: String {
    let widest = settings.widths.max() ?? 0
    let rows = shallow.map { curves in
      let (tail, pairs) = (SampleMean(curves.tails), SampleMean(curves.pairs))
      let median = curves.law.medianSize
      return [
        curves.prior.title, String(format: "%.4f ± %.4f", tail.mean, tail.bar),
        String(format: "%.4f", curves.law.tail(4 * median)), String(format: "%.4f ± %.4f", pairs.mean, pairs.bar),
      ]
    }
    let table = TextTable(
      ["weights", "beyond four medians", "limit", "pairs beyond two"], numbersFrom: 1, rows: rows)
    return """
      ReLU without biases, the first layer's preactivations normal. \(settings.networks) networks a width, \
      \(settings.outputs) outputs each; ν = \(settings.degreesOfFreedom), α = \(settings.stableIndex). Kurtosis and \
      distances are of the mixture over the networks' scales u, \(settings.groups) groups of networks; what u − 1 does \
      to first order is left out of the distances, since its mean is 0. The table is of outputs of the networks of \
      width \(widest), mean ± standard error over networks; independent outputs are both beyond two median sizes with \
      the square of the share that one is.

      \(table.markdown)
      """
  }
}
