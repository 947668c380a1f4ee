import Foundation
import Plotting
import Results
import Suite

/// How far approximations are from the exact posterior: means over data sets, each with its own function.
struct ApproximationScores: Findings {
  private let readings: ApproximationReadings

  init(_ tables: Tables, _ settings: Approximations.Settings) throws {
    readings = try ApproximationReadings(tables.only, settings)
  }

  var scores: [Score] {
    let met = Score(
      key: "exact/scale_reduction", value: readings.scaleReductions.max() ?? .nan, title: "exact posterior: largest R̂")
    guard readings.dataSets.count > 1 else { return [met] }
    return exact + ApproximationMethod.approximations.flatMap(of) + comparisons + [met]
  }

  private var exact: [Score] {
    let score = Scorer(key: "exact/", title: "exact posterior: ")
    return coverages(.exact) + [
      score(
        "square_error_excess",
        meanOf: readings.dataSets.indices.map { row in
          let (own, function) = (readings[.exact, row], readings.functions[row])
          let error = readings.meanSquare(zip(own.means, function).map { $0 - $1 }, nil)
          return error / readings.meanSquare(own.deviations, nil) - 1
        }, "squared error of the mean over the variance, less 1")
    ]
  }

  private func coverages(_ method: ApproximationMethod) -> [Score] {
    [50, 80, 95].map { percent in
      Score(
        key: "\(method.key)/coverage_\(percent)",
        meanOf: readings.values(method) { own, _ in own.coverage(Double(percent) / 100) },
        title: "\(method.title): new observations in its central \(percent) % intervals")
    }
  }

  private func of(_ method: ApproximationMethod) -> [Score] {
    guard readings.rows(method).count > 1 else { return [] }
    let score = Scorer(key: "\(method.key)/", title: "\(method.title): ")
    let ratios = ApproximationTask.Region.allCases.map { region in
      score(
        "\(region.rawValue)/log_deviation_ratio", meanOf: readings.logRatios(method, region),
        "log of its deviation over the exact one, \(region.title)")
    }
    return [
      score(
        "nlpd_excess", meanOf: readings.excess(method),
        "negative log predictive density of new observations above the exact one's, nats"),
      score("mean_error", meanOf: readings.meanErrors(method), "difference of the means over the exact deviation"),
    ] + ratios + coverages(method)
  }

  /// One approximation against another, data set by data set.
  private var comparisons: [Score] {
    func difference(
      _ key: String, _ first: ApproximationMethod, _ second: ApproximationMethod, _ region: ApproximationTask.Region
    ) -> Score {
      Score(
        key: key,
        meanOf: zip(readings.logRatios(first, region), readings.logRatios(second, region)).map { $0 - $1 },
        title: "log of the deviation of \(first.title) over that of \(second.title), \(region.title)")
    }
    /// By how much more the deviation of the exact posterior rises from among the data to the gap.
    func rise(_ method: ApproximationMethod) -> Score {
      Score(
        key: "\(method.key)/log_rise_in_gap",
        meanOf: zip(readings.logRatios(method, .gap), readings.logRatios(method, .inside)).map { $0 - $1 },
        title: "\(method.title): log of how its deviation rises from among the data to the gap, over the exact rise")
    }
    return [
      rise(.meanField), rise(.dropout),
      difference("laplace_diagonal/inside/log_ratio_to_full", .laplaceDiagonal, .laplace, .inside),
      difference("laplace/gap/log_ratio_to_mean_field", .laplace, .meanField, .gap),
      difference("anchored/gap/log_ratio_to_ensemble", .anchored, .ensemble, .gap),
      Score(
        key: "mean_field/nlpd_above_nngp",
        meanOf: zip(readings.excess(.meanField), readings.excess(.nngp)).map { $0 - $1 },
        title: "mean-field VI: negative log predictive density above the NNGP's, nats"),
    ] + stepSizes
  }

  /// How SGLD's deviation depends on its step size.
  private var stepSizes: [Score] {
    let (sizes, ratios) = (readings.settings.stepSizes, readings.langevinRatios)
    guard ratios.count > 1, let largest = sizes.first, let smallest = sizes.last, largest > smallest else { return [] }
    let score = Scorer(key: "sgld/inside/", title: "SGLD, among the data: ")
    let slope = score(
      "per_step_size", meanOf: ratios.map { (($0.first ?? .nan) - ($0.last ?? .nan)) / (largest - smallest) },
      "what a step size adds to the log of its deviation, over ε")
    // Straight lines miss the second order, which is as large as the first at the largest step.
    guard sizes.count >= 3 else { return [slope] }
    let weights = sizes.indices.map { i in
      sizes.indices.reduce(1.0) { $1 == i ? $0 : $0 * sizes[$1] / (sizes[$1] - sizes[i]) }
    }
    return [
      slope,
      score(
        "limit", meanOf: ratios.map { zip($0, weights).reduce(0) { $0 + $1.0 * $1.1 } },
        "log of its deviation over the exact one at ε → 0, by the polynomial through all step sizes"),
    ]
  }

  var figure: Figure? { ApproximationFigure(readings).figure }

  var narrative: String { ApproximationNarrative(readings).text }
}
