import Plotting
import Results
import Suite

/// How the distance of `LaplaceLimit` falls with the width.
struct LaplaceLimitScores: Findings {
  private let widths: [Int]
  /// By width and network.
  private let distances: [(point: LaplaceLimit.Point, values: [[Double]])]
  private let gradientNorm: Double
  private let settings: LaplaceLimit.Settings

  init(_ tables: Tables, _ settings: LaplaceLimit.Settings) throws {
    let table = try tables.only
    self.settings = settings
    widths = try table[LaplaceLimit.width]
    distances = try LaplaceLimit.Point.allCases.map { point in
      (point, try table.lists(LaplaceLimit.distance, by: LaplaceLimit.width, LaplaceLimit.point == point))
    }
    gradientNorm = try table[LaplaceLimit.gradientNorm].max() ?? .nan
  }

  var scores: [Score] {
    get throws {
      try distances.map { point, values in
        let scaling = try WidthScaling(widths: widths, values: values)
        return Score(
          key: "\(point.rawValue)/slope", value: scaling.slope, standardError: scaling.standardError,
          samples: scaling.seeds,
          title: "deviation \(point.title), distance from the process: slope against width, log-log")
      } + [
        Score(key: "maximum/gradient_norm", value: gradientNorm, title: "largest gradient of log p at a maximum")
      ]
    }
  }

  var figure: Figure? {
    let x = widths.map(Double.init)
    let lines = distances.enumerated().map { k, curve in
      let samples = curve.values.map { SampleMean($0) }
      return Layer.line(
        x: x, y: samples.map(\.mean), errors: samples.map(\.bar), label: curve.point.title, colour: .palette(k),
        dash: .solid, marker: .cycled(k))
    }
    let last = distances.first?.values.last?.mean ?? 1
    return Figure(
      title: "Laplace's approximation against the tangent kernel's posterior",
      panels: [
        Panel(
          x: PlotAxis("width <i>n</i>", scale: .logarithmic),
          y: PlotAxis("relative difference of the deviations", scale: .logarithmic),
          layers: lines + [
            .guide(
              x: x, y: x.map { 0.7 * last * ((x.last ?? 1) / $0).squareRoot() }, label: "1/√<i>n</i>", colour: .grey)
          ])
      ])
  }

  var narrative: String {
    """
    One hidden layer of erf units on the data of one function, \(settings.task.training) of them, noise σ² = \
    \(settings.task.noiseVariance); \(settings.networks) networks a width, linearised with the whole generalised \
    Gauss–Newton matrix where they begin, and at the maximum of the posterior whose prior is centred there. Distances are \
    root mean squares over \(settings.task.places) inputs of s/s_Θ − 1. A slope is of the wider half of the widths, and \
    its interval joins that over networks with its change from the narrower half.
    """
  }
}
