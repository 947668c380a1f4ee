import Plotting
import Results
import Suite

/// Coefficients of 1/n from the file of `InitialStatistics`.
struct StatisticsScores: Findings {
  private struct Case {
    let title: String
    let scorer: Scorer
    /// By part.
    let coefficients: [Coefficients]
  }

  private let cases: [Case]
  private let settings: InitialStatistics.Settings

  init(_ tables: Tables, _ settings: InitialStatistics.Settings) throws {
    let (theory, networks) = (try tables[InitialStatistics.theory], try tables[InitialStatistics.networks])
    let widths = try networks[InitialStatistics.width]
    self.settings = settings
    cases = try settings.nonlinearities.flatMap { nonlinearity in
      try settings.depths.map { depth in
        let (isOfNonlinearity, isOfDepth) = (
          InitialStatistics.nonlinearity == nonlinearity, TableAxes.depth == depth
        )
        let title = "\(nonlinearity.rawValue), \(depth) hidden layers"
        return Case(
          title: title, scorer: Scorer(key: "\(nonlinearity.rawValue)/\(depth)/", title: "\(title), "),
          coefficients: try zip(InitialStatistics.computed, InitialStatistics.measured).map { computed, measured in
            Coefficients(
              computed: try theory[computed, isOfNonlinearity, isOfDepth],
              measured: try widths.map { width in
                let all = try networks[measured, isOfNonlinearity, isOfDepth, InitialStatistics.width == width]
                let count = all.count / settings.blocks
                return (0..<settings.blocks).map { Array(all[$0 * count..<($0 + 1) * count]) }
              }, widths: widths)
          })
      }
    }
  }

  var scores: [Score] {
    get throws {
      try cases.flatMap { one in
        try zip(StatisticsPart.allCases, one.coefficients).compactMap { part, coefficients in
          try coefficients.score(one.scorer, part.rawValue, part.words)
        }
      }
    }
  }

  var figure: Figure? {
    get throws {
      Figure(
        title: "Statistics at initialisation: <i>n</i> times, over what is computed for <i>n</i> → ∞",
        columns: CoefficientPanel.columns(depths: settings.depths, settings.nonlinearities), legend: .shared,
        panels: try cases.map { one in
          try CoefficientPanel.panel(
            one.title, zip(StatisticsPart.allCases, one.coefficients).map { ($0.words, $1) })
        })
    }
  }

  var narrative: String {
    """
    \(settings.blocks * settings.networks) networks of the widest, and of narrower ones more by as much as they are \
    narrower, at the first \(settings.images) images of MNIST (means over \(settings.window) × \(settings.window) \
    pixels), critical variances, NTK parameterisation. A ratio is n times the measured list over pairs of images, projected \
    on the computed one; its limit is that of c + c′/n + c″/n². Ratios that these networks leave open by more than a \
    half are not given.
    """
  }
}
