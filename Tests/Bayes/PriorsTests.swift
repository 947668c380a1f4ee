import Bayes
import ExperimentSupport
import Foundation
import Plotting
import Results
import Suite
import Testing

@Suite("Priors of other weights")
struct PriorsTests {
  private static let priors = ["normal", "laplace", "scale_mixture", "stable"]
  private static let networks = 800

  /// n E (u − 1)² with one layer: Var 2g₊² = 5, with an exponential factor 11; of |g₊|^{3/2} over its mean by scipy.
  private static func fluctuation(_ prior: String, width n: Double, deep: Bool) -> Double {
    if deep {
      // Two normal layers multiply: (1 + 5/n)². Laplace: by hand, p = 3 + 33/n and q = 1 + 5/n after the first.
      if prior == "normal" { return (1 + 5 / n) * (1 + 5 / n) - 1 }
      return (12 * (3 + 33 / n) + 3 * (n - 1) * (1 + 5 / n)) / (3 * n) - 1
    }
    return ["normal": 5, "laplace": 11, "scale_mixture": 5, "stable": 3.314820810][prior, default: .nan] / n
  }

  /// Scales whose mean square is exactly what is expected, and outputs of which a quarter are beyond every threshold.
  @Test func whatIsExpectedIsFoundUnderTheReferencesKeys() throws {
    let finished = try Bench().filled(experiments["bayes/priors"]) { column, point, entry in
      let width = try point[Axis<Int>("width", "")]
      switch column {
      case "scale":
        let isDeep = point.layout.group == "/two_layers"
        let variance = Self.fluctuation(Self.priors[point.cell[0]], width: Double(width), deep: isDeep)
        let step = (variance / 3).squareRoot()
        return entry % 4 == 0 ? 1 + 3 * step : 1 - step
      case "output_value": return entry % 4 == 0 ? 100 : 0.01
      case "squared_error": return 4 / Double(width)
      case "squared_error_over_variance": return 1.5
      default: return 1e-16
      }
    }
    let values = try scoreValues(finished)
    #expect(Set(values.keys) == (try ReferenceNumbers("bayes/priors").keys))
    for prior in Self.priors {
      #expect(abs(try #require(values["\(prior)/fluctuation/ratio"]) - 1) < 1e-6)
      #expect(values["\(prior)/tail"] == 0.25)
      // Two of eight outputs: one pair of 28.
      #expect(abs(try #require(values["\(prior)/pairs"]) - 1.0 / 28) < 1e-12)
      #expect(abs(try #require(values["\(prior)/distance/slope"]) + 1) < 0.15)
    }
    for prior in ["normal", "laplace"] {
      #expect(abs(try #require(values["\(prior)/two_layers/fluctuation/ratio"]) - 1) < 1e-12)
      #expect(abs(try #require(values["\(prior)/excess_kurtosis/slope"]) + 1) < 1e-12)
    }
    #expect(abs(try #require(values["cosine_features/error/slope"]) + 0.5) < 1e-12)
    #expect(values["cosine_features/error/ratio"] == 1.5)
    // The limits' tails beyond four median sizes, by scipy: 0.006977, 0.028418 and 0.064711.
    let narrative = try finished.narrative
    for tail in ["0.0070", "0.0284", "0.0647"] { #expect(narrative.contains("| \(tail) |"), "\(tail)") }
    let panels = try #require(try finished.figure).summary.panels
    #expect(panels.count == 4 && panels[1].layers.allSatisfy { $0.points == 6 })
  }

  /// E cos(t f) of the outputs is E ψ(t u^{1/α}) with the characteristic function ψ of the limit's law.
  @Test(arguments: [(0, false), (1, false), (2, false), (3, false), (0, true), (1, true)])
  func outputsHaveTheirScales(prior: Int, deep: Bool) throws {
    let row = try Bench().row(
      of: experiments["bayes/priors"], deep ? SweepName("two_layers") : .only, cell: [prior, 2]
    ).numbers
    let (scales, outputs) = (try #require(row["scale"]), try #require(row["output_value"]))
    #expect(scales.count == Self.networks && outputs.count == 8 * Self.networks)
    func characteristic(_ t: Double, _ u: Double) -> Double {
      switch prior {
      case 3: exp(-pow(t, 1.5) * u)
      // No closed form in elementary functions: summed over the scale.
      case 2: Self.student(t * u.squareRoot())
      default: exp(-0.5 * t * t * u)
      }
    }
    for t in [0.3, 1, 2] {
      // The first output of each network: the one that u is of.
      let measured = (0..<Self.networks).map { cos(t * outputs[8 * $0]) }
      let expected = scales.map { characteristic(t, $0) }
      let difference = SampleMean(zip(measured, expected).map { $0 - $1 })
      #expect(abs(difference.mean) < 4.5 * (difference.standardError ?? 0), "t = \(t)")
    }
    let width = deep ? 32.0 : 100
    let variance = Self.fluctuation(Self.priors[prior], width: width, deep: deep)
    let mean = SampleMean(scales)
    #expect(abs(mean.mean - 1) < 4.5 * (mean.standardError ?? 0))
    let square = SampleMean(scales.map { ($0 - 1) * ($0 - 1) })
    #expect(abs(square.mean - variance) < 4.5 * (square.standardError ?? 0))
  }

  /// E e^{−t² s/2} with 1/s ~ Gamma(3, 3): ∫ 27/2 w² e^{−3w − t²/(2w)} dw.
  private static func student(_ t: Double) -> Double {
    let step = 0.005
    return (1...2_000).reduce(0) { sum, k in
      let w = (Double(k) - 0.5) * step
      return sum + 13.5 * w * w * exp(-3 * w - 0.5 * t * t / w) * step
    }
  }

  @Test func cosineFeaturesHaveTheVarianceTheyShould() throws {
    let row = try Bench().row(of: experiments["bayes/priors"], SweepName("cosine_features"), cell: [1]).numbers
    let ratio = SampleMean(try #require(row["squared_error_over_variance"]))
    #expect(abs(ratio.mean - 1) < 4.5 * (ratio.standardError ?? 0))
    #expect(try #require(row["limit_error"])[0] < 1e-14)
  }
}
