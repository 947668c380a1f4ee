import ExperimentSupport
import Foundation
import Jacot2018
import Plotting
import Suite
import Testing

@Suite("Descent along a principal component")
struct ComponentDescentTests {
  /// What steps of gradient descent leave of 0.5 at λ₂ = 0.002, to a power.
  private static func left(after time: Int, rate: Int, power: Double = 1) -> Double {
    0.5 * pow(1 - 0.002 * Double(rate), power * Double(time) / Double(rate))
  }

  /// Steps of a rate leave less than the exponential of the same time: that is no gain.
  @Test func aNetworkOnTheDiscreteLimitHasNoGain() throws {
    let finished = try Bench().filled(experiments["jacot2018/figure3"]) { column, point, entry in
      switch column {
      case "eigenvalue": [0.05, 0.002, 0.001][entry]
      case "along": Self.left(after: 100 * entry, rate: point.cell[0] < 3 ? 10 : 5)
      default: 1 / Double(point.cell[0] + 1)
      }
    }
    let values = try scoreValues(finished)
    for key in ["n200/gain", "n100/gain", "gain_of_narrow"] {
      #expect(abs(try #require(values[key])) < 1e-12, "\(key)")
    }
  }

  /// Networks twice as fast as the limit, whose distance from the line is 1/√n and whose kernel grows by a half.
  @Test func descentIsMeasuredAgainstTheLimit() throws {
    // Three networks of width 200, four of width 100, at t = 0, 100, …
    let finished = try Bench().filled(experiments["jacot2018/figure3"]) { column, point, entry in
      let width = point.cell[0] < 3 ? 200.0 : 100
      return switch column {
      case "eigenvalue": [0.05, 0.002, 0.001][entry]
      case "along": Self.left(after: 100 * entry, rate: width == 200 ? 10 : 5, power: 2)
      case "across": (entry == 3 ? 1 : 0.5) / width.squareRoot()
      case "rate_before": 2
      default: 3
      }
    }
    let values = try scoreValues(finished)
    #expect(Set(values.keys).isSubset(of: try ReferenceNumbers("jacot2018/figure3").keys))
    #expect(abs(try #require(values["eigenvalue/1"]) - 0.05) < 1e-15)
    for width in [200, 100] {
      #expect(abs(try #require(values["n\(width)/gain"]) - 1) < 1e-12)
      #expect(abs(try #require(values["n\(width)/kernel_growth"]) - log(1.5)) < 1e-12)
    }
    #expect(abs(try #require(values["gain_of_narrow"])) < 1e-12)
    #expect(abs(try #require(values["deviation_exponent"]) - 0.5) < 1e-12)
    let summary = try #require(try finished.figure).summary
    #expect(summary.panels.map(\.layers.count) == [10, 7, 8])
    #expect(summary.panels[0].layers.reduce(0) { $0 + $1.points } == 512)
    #expect(summary.panels[2].labels == ["<i>n</i> = 200", "<i>n</i> = 100", "<i>n</i> = ∞"])
  }
}
