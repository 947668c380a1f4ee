import ExperimentSupport
import Foundation
import Lecture
import Results
import Suite
import Testing

@Suite("What step sizes show")
struct StepSizesFindingsTests {
  private static let rates = [0.015625, 0.03125, 0.0625, 0.125, 0.25, 0.5, 1, 1.75, 3]

  /// Departures 0.9 + 1/n, proportional to η^power but for a factor of the slope a + bη between halves, and a largest
  /// loss ∝ n.
  private func finished(power: Double = 1, scatter: Double = 0) throws -> FinishedExperiment {
    let wide = [32.0, 64, 128, 256, 512]
    return try Bench().filled(experiments["lecture/step-sizes"]) { column, point, entry in
      let rate = Self.rates[entry % 9]
      switch column {
      case "departure":
        let beyond = rate > 2 && entry / 9 % 2 == 0 ? scatter : 0
        return 0.9 + beyond + 1 / (16 * pow(2, Double(point.cell[0])))
      // log₂ of the ratio to half the rate is power + η/2.
      case "distance", "limit_distance", "first_order": return pow(rate, power) * pow(2, rate)
      case "loss": return entry % 61 == 4 ? wide[point.cell[0]] : entry % 61 == 60 ? (entry / 61 % 4 == 1 ? 2 : 0.1) : 1
      case "sharpness": return entry % 2 == 0 ? 1.7 : entry % 8 == 3 ? 2.1 : 1.9
      default: return pow(-0.5, Double(entry % 41))
      }
    }
  }

  @Test func slopesAndLimitsAreFitted() throws {
    let finished = try finished(power: 1.2)
    let values = try scoreValues(finished)
    #expect(Set(values.keys) == (try ReferenceNumbers("lecture/step-sizes").keys))
    for rate in [0.0625, 1, 1.75, 3] {
      #expect(abs(try #require(values["rate\(String(format: "%g", rate))/departure"]) - 0.9) < 1e-9)
    }
    #expect(abs(try #require(values["departure/slope"]) + 1.2) < 1e-9)
    #expect(abs(try #require(values["beyond/peak/slope"]) - 1) < 1e-9)
    // Of 24 networks the second of four ends with more loss, and the fourth of eight above 2.
    #expect(abs(try #require(values["beyond/settled"]) - 15 / 24.0) < 1e-9)
  }

  /// Departures of 0.9 and of 5.9 say nothing.
  @Test func aDepartureThatIsNotKnownIsNoScore() throws {
    let values = try scoreValues(try finished(scatter: 5))
    #expect(values["rate3/departure"] == nil && values["rate1.75/departure"] != nil)
  }

  @Test func thePictureHasFourRatesAndTwoLaws() throws {
    let finished = try finished()
    let summary = try #require(try finished.figure).summary
    #expect(
      summary.panels.map(\.title).prefix(5) == [
        "ηλ<sub>max</sub> = 0.25", "ηλ<sub>max</sub> = 1", "ηλ<sub>max</sub> = 1.75", "ηλ<sub>max</sub> = 3",
        "at λ<sub>max</sub><i>t</i> = 2",
      ])
    // Steps up to λ_max t = 10, and up to 60 where descent diverges.
    #expect(summary.panels.prefix(4).map { $0.layers[2].points } == [41, 11, 6, 21])
    #expect(summary.panels[4].labels == ["<i>n</i> = ∞", "first order in η", "networks, <i>n</i> = 256"])
    #expect(summary.panels[5].labels == ["32", "64", "128", "256", "512"].map { "<i>n</i> = \($0)" })
    #expect(try finished.narrative.contains("24 networks a width"))
  }
}
