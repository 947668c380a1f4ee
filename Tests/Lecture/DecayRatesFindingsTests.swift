import ExperimentSupport
import Foundation
import Lecture
import Results
import Suite
import Testing

@Suite("What weight decay at several learning rates shows")
struct DecayRatesFindingsTests {
  /// Fits that rise to 1 at the fifth look and fall on a straight line to half of it at a look of their own: 30 in the
  /// limit, 30 (0.9 + 8/n) in networks, times e^{tilt ηλ_max}; `slowest` of them ends before it.
  private func finished(slowest: Int? = nil, tilt: Double = 0) throws -> FinishedExperiment {
    let widths = [512.0, 724, 1_024, 1_448, 2_048]
    return try Bench().filled(experiments["lecture/weight-decay"]) { column, point, entry in
      let look = Double(entry % 63)
      func fit(half: Double) -> Double {
        let fallen: Double = 0.5 * (look - 5) / (half - 5)
        return look <= 5 ? look / 5 : max(0, 1 - fallen)
      }
      switch column {
      case "fit":
        let tilted: Double = exp(tilt / [2.0, 3, 4, 6, 8, 12][entry / 63 % 6])
        return fit(half: entry / (6 * 63) == slowest ? 100 : 30 * (0.9 + 8 / widths[point.cell[1]]) * tilted)
      case "limit_fit": return fit(half: 30)
      default: return cos(Double(entry))
      }
    }
  }

  @Test func timesAreWhereHalfIsForgotten() throws {
    let values = try scoreValues(try finished())
    #expect(Set(values.keys) == (try ReferenceNumbers("lecture/weight-decay").keys))
    for rule in ["penalty", "decoupled"] {
      for rate in [2, 12] {
        #expect(abs(try #require(values["\(rule)/rate1_\(rate)/half_time"]) - 0.9) < 1e-9)
      }
    }
    // So many looks at every rate, each of 1/(ηλ_max) steps.
    #expect(abs(try #require(values["penalty/half_time/slope"]) + 1) < 1e-9)
  }

  /// log T = const − log η + bη: without the b for η → 0, however far apart the rates are.
  @Test func theNextOrderInTheRateIsTakenOff() throws {
    let values = try scoreValues(try finished(tilt: 0.4))
    #expect(abs(try #require(values["penalty/half_time/slope"]) + 1) < 1e-9)
  }

  /// The end is not a time at which half was forgotten.
  @Test func aNetworkThatHasNotForgottenLeavesNoScore() throws {
    let finished = try finished(slowest: 3)
    #expect(try scoreValues(finished).isEmpty)
    #expect(try finished.figure != nil)
  }

  @Test func thePictureShowsStepsTimesAndFunctions() throws {
    let finished = try finished()
    let summary = try #require(try finished.figure).summary
    #expect(summary.panels.count == 6)
    #expect(summary.panels[0].title == "penalty λ, ηλ<sub>max</sub> = 1/2 to 1/12")
    #expect(summary.panels[0].labels == ["1/2", "1/3", "1/4", "1/6", "1/8", "1/12"])
    #expect(summary.panels[2].labels == ["penalty λ", "share λ′ a step"])
    #expect(summary.panels[4].labels.last == "data" && summary.panels[4].layers.count == 9)
    #expect(summary.panels[5].labels == ["<i>n</i> = 32", "<i>n</i> = 256", "<i>n</i> = 4096"])
    #expect(try finished.narrative.contains("8 networks a width 512, 724, 1024, 1448, 2048"))
  }
}
