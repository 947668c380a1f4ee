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
    let lines = readings.langevinLines
    let paired = [
      difference("laplace_diagonal/inside/log_ratio_to_full", .laplaceDiagonal, .laplace, .inside),
      difference("laplace/gap/log_ratio_to_mean_field", .laplace, .meanField, .gap),
      difference("anchored/gap/log_ratio_to_ensemble", .anchored, .ensemble, .gap),
      Score(
        key: "mean_field/nlpd_above_nngp",
        meanOf: zip(readings.excess(.meanField), readings.excess(.nngp)).map { $0 - $1 },
        title: "mean-field VI: negative log predictive density above the NNGP's, nats"),
    ]
    guard lines.count > 1 else { return paired }
    let score = Scorer(key: "sgld/inside/", title: "SGLD, among the data: ")
    return paired + [
      score("limit", meanOf: lines.map(\.limit), "log of its deviation over the exact one at ε → 0"),
      score("per_step_size", meanOf: lines.map(\.slope), "what a step size adds to the log of its deviation, over ε"),
    ]
  }

  var figure: Figure? { ApproximationFigure(readings).figure }

  var narrative: String { ApproximationNarrative(readings).text }
}
