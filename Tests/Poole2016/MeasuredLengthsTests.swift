import ExperimentSupport
import Foundation
import Poole2016
import Results
import Suite
import Testing

@Suite("How a circle's image grows with depth and width")
struct MeasuredLengthsTests {
  /// Lengths and turnings that double with every layer, and go with the width's own power.
  @Test func ratesAndExponentsAreThoseOfTheLengths() throws {
    let finished = try Bench().finished(experiments["poole2016/figure5"]) { sweep, point in
      switch sweep.group {
      case "/deep", "/shallow": return Row([Double.entry("angular_error", (1...199).map { _ in 0.1 })])
      case "/deep_lengths":
        return Row([
          Double.entry("length", (1...7).map { 3 * pow(2, Double($0)) }),
          Double.entry("turning", (1...7).map { 5 * pow(4, Double($0)) }),
        ])
      default:
        let multiple = [1.0, 3, 7][point.cell[0]]
        return Row([
          Double.entry("length", [2 * multiple]), Double.entry("turning", [pow(multiple, -0.5)]),
        ])
      }
    }
    let values = try scoreValues(finished)
    // 2π √(N q* χ₁⁷ / σ_w²) with q* and χ₁ from another program.
    let square: Double = 1_000 * 12.604149497844293 * pow(2.3672610355458823, 7) / 16
    let theory: Double = 2 * Double.pi * square.squareRoot()
    let expectations: [(String, Double)] = [
      ("length/deep/growth_rate/7", log(2.0)), ("turning/deep/growth_rate/7", log(4.0)),
      ("length/shallow/width_exponent/7", 1.0), ("turning/shallow/width_exponent/7", -0.5),
      ("length/deep_over_shallow/7", log(384.0 / 14.0)), ("length/deep/log_ratio/7", log(384.0 / theory)),
    ]
    for (key, expected) in expectations {
      let value = try #require(values[key])
      #expect((value - expected).magnitude < 1e-9, "\(key)")
    }
  }
}
