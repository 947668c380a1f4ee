import Foundation
import Plotting
import Results
import Suite

/// The tangent kernels in a results file of `TangentKernelOnCircle`: how they lie about the limit, and what training
/// does to them.
struct TangentKernelSpread {
  private let widths: [Int]
  /// By width, network, time (before, after) and angle.
  private let kernels: [[[[Double]]]]
  private let limit: [Double]

  init(_ results: ResultsFile, tier: Tier) throws {
    widths = TangentKernelOnCircle.widths(tier)
    let (values, shape) = try results.numbers("tangent_kernel")
    kernels = (0..<shape[0]).map { width in
      (0..<shape[1]).map { network in
        (0..<2).map { time in
          let first = ((width * shape[1] + network) * 2 + time) * shape[3]
          return Array(values[first..<first + shape[3]])
        }
      }
    }
    limit = try results.numbers("limit_kernel").values
  }

  /// √ of the variance over networks, averaged over the circle.
  private func spread(_ width: Int, time: Int) -> Double {
    let networks = kernels[width].map { $0[time] }
    let variances = limit.indices.map { angle in
      let mean = networks.reduce(0) { $0 + $1[angle] } / Double(networks.count)
      return networks.reduce(0) { $0 + ($1[angle] - mean) * ($1[angle] - mean) } / Double(networks.count - 1)
    }
    return variances.mean.squareRoot()
  }

  private func inflations(_ width: Int) -> [Double] { kernels[width].map { $0[1].mean / $0[0].mean - 1 } }

  var measurements: [Score] {
    let networks = TangentKernelOnCircle.initialisations
    let factor = StudentT.quantile(twoSided: 0.99, degreesOfFreedom: networks - 1) / 2.576
    func measurement(_ key: String, _ values: [Double], _ title: String) -> Score {
      let mean = SampleMean(values)
      return Score(
        key: key, value: mean.mean, standardError: mean.standardError.map { $0 * factor }, samples: values.count,
        title: title)
    }
    let own = widths.enumerated().flatMap { k, width in
      [
        measurement(
          "n\(width)/initial_ratio", kernels[k].map { $0[0].mean / limit.mean },
          "width \(width): kernel at initialisation over the limit"),
        measurement("n\(width)/inflation", inflations(k), "width \(width): relative growth of the kernel by training"),
      ]
    }
    let span = log(Double(widths[1]) / Double(widths[0]))
    // The logarithm of a standard deviation with ν degrees of freedom has the standard error 1/√(2ν).
    let error = (1 / Double(networks - 1)).squareRoot() / span
    let growth = (0..<2).map { SampleMean(inflations($0)) }
    let growthErrors = growth.map { factor * ($0.standardError ?? .nan) / $0.mean }
    return own + [
      Score(
        key: "spread_exponent", value: log(spread(0, time: 0) / spread(1, time: 0)) / span, standardError: error,
        samples: networks, title: "p of the spread at initialisation ∝ n^−p"),
      Score(
        key: "inflation_exponent", value: log(growth[0].mean / growth[1].mean) / span,
        standardError: hypot(growthErrors[0], growthErrors[1]) / span, samples: networks,
        title: "p of the growth by training ∝ n^−p"),
    ]
  }

  /// Thin lines for the networks at both widths and times, as in the paper, and the limit in black.
  var figure: Figure {
    let angles = TangentKernelOnCircle.angles
    let lines = widths.enumerated().flatMap { k, width in
      (0..<2).flatMap { time in
        kernels[k].map { network in
          Layer.line(
            x: angles, y: network[time], label: "<i>n</i> = \(width), <i>t</i> = \(time == 0 ? "0" : "200")",
            colour: .palette([5, 0, 4, 1][2 * k + time]), dash: time == 0 ? .dashed : .solid, width: 1.1)
        }
      }
    }
    return Figure(panels: [
      Panel(
        x: PlotAxis("γ, <i>x</i> = (cos γ, sin γ)"), y: PlotAxis("Θ(<i>x</i><sub>0</sub>, <i>x</i>)"),
        layers: lines + [.line(x: angles, y: limit, label: "<i>n</i> = ∞", colour: .black, dash: .solid, width: 2.2)])
    ])
  }
}
