import Foundation
import Plotting
import Results
import Suite

/// The tangent kernels of `TangentKernelOnCircle`: how they lie about the limit, and what training does to them.
struct TangentKernelSpread: Findings {
  /// The networks of one width.
  private struct Ensemble {
    let width: Int
    /// By network and angle.
    let before, after: [[Double]]

    init(_ table: Table, width: Int, steps: Int) throws {
      func kernels(_ time: Int) throws -> [[Double]] {
        try table.lists(
          TangentKernelOnCircle.kernel, by: TangentKernelOnCircle.network, TangentKernelOnCircle.width == width,
          TangentKernelOnCircle.time == time)
      }
      (self.width, before, after) = (width, try kernels(0), try kernels(steps))
    }

    /// √ of the variance over networks before training, averaged over the circle.
    var spread: Double {
      let variances = (before.first ?? []).indices.map { angle in
        let mean = before.reduce(0) { $0 + $1[angle] } / Double(before.count)
        return before.reduce(0) { $0 + ($1[angle] - mean) * ($1[angle] - mean) } / Double(before.count - 1)
      }
      return variances.mean.squareRoot()
    }

    var inflations: [Double] { zip(before, after).map { $1.mean / $0.mean - 1 } }
    var meanInflation: Double { SampleMean(inflations).mean }
    /// Over their mean.
    var relativeInflations: [Double] { inflations.map { $0 / meanInflation } }
  }

  private let narrow, wide: Ensemble
  private let angles, limit: [Double]
  private let settings: TangentKernelOnCircle.Settings

  init(_ tables: Tables, _ settings: TangentKernelOnCircle.Settings) throws {
    let table = try tables.only
    narrow = try Ensemble(table, width: settings.narrow, steps: settings.steps)
    wide = try Ensemble(table, width: settings.wide, steps: settings.steps)
    (angles, limit) = (try table[TangentKernelOnCircle.angle], try table[TangentKernelOnCircle.limit])
    self.settings = settings
  }

  var scores: [Score] {
    let own = [narrow, wide].flatMap { ensemble in
      let score = Scorer(key: "n\(ensemble.width)/", title: "width \(ensemble.width): ")
      return [
        score(
          "initial_ratio", meanOf: ensemble.before.map { $0.mean / limit.mean },
          "kernel at initialisation over the limit"),
        score(
          "inflation", meanOf: ensemble.inflations, "relative growth of the kernel by training"),
      ]
    }
    // The logarithm of a mean has its relative error.
    let error = SampleMean.welch(narrow.relativeInflations, wide.relativeInflations)
    let span = log(Double(wide.width) / Double(narrow.width))
    return own + [
      // The logarithm of a standard deviation with ν degrees of freedom has the standard error 1/√(2ν).
      Score(
        key: "spread_exponent", value: log(narrow.spread / wide.spread) / span,
        standardError: (1 / Double(settings.networks - 1)).squareRoot() / span, samples: settings.networks,
        title: "p of the spread at initialisation ∝ n^−p"),
      Score(
        key: "inflation_exponent", value: log(narrow.meanInflation / wide.meanInflation) / span,
        standardError: error.map { $0.standard / span }, degreesOfFreedom: error?.degrees, samples: settings.networks,
        title: "p of the growth by training ∝ n^−p"),
    ]
  }

  /// Thin lines for the networks at both widths and times, as in the paper, and the limit in black.
  var figure: Figure? {
    func lines(_ kernels: [[Double]], _ ensemble: Ensemble, time: Int, _ colour: Int) -> [Layer] {
      kernels.map { kernel in
        .line(
          x: angles, y: kernel, label: "<i>n</i> = \(ensemble.width), <i>t</i> = \(time)", colour: .palette(colour),
          dash: time == 0 ? .dashed : .solid, width: 1.1)
      }
    }
    return Figure(panels: [
      Panel(
        x: PlotAxis("γ, <i>x</i> = (cos γ, sin γ)"), y: PlotAxis("Θ(<i>x</i><sub>0</sub>, <i>x</i>)"),
        layers: lines(narrow.before, narrow, time: 0, 5) + lines(narrow.after, narrow, time: settings.steps, 0)
          + lines(wide.before, wide, time: 0, 4) + lines(wide.after, wide, time: settings.steps, 1)
          + [.line(x: angles, y: limit, label: "<i>n</i> = ∞", colour: .black, dash: .solid, width: 2.2)])
    ])
  }
}
