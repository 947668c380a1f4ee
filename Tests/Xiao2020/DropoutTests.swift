import ExperimentSupport
import Foundation
import Plotting
import Results
import Suite
import Testing
import Xiao2020

@Suite("Dropout and the condition number")
struct DropoutTests {
  private static func finished(_ tier: Tier) throws -> FinishedExperiment {
    try Bench(tier: tier).filled(experiments["xiao2020/dropout"]) { column, _, _ in
      switch column {
      case "lambda_max": 2
      case "mean_predictor_rounding": 0
      default: 1
      }
    }
  }

  @Test func everyReferenceNumberIsMeasuredAndEveryMeasurementHasOne() throws {
    let keys = Set(try Self.finished(.paper).scores.map(\.key))
    #expect(keys == (try ReferenceNumbers("xiao2020/dropout").keys))
  }

  /// κ of every file is 2, so that a ratio of κ to κ* is 2/κ*, with κ* from numbers of another program: erf at
  /// (1.25, 0.05) has q* = 0.435166, p* = 11.2661; at (1.5, 0.05) q* = 0.601753, c* = 0.820530.
  @Test func limitsAreThoseOfTheFixedPoints() throws {
    let values = try scoreValues(Self.finished(.quick))
    func limit(_ key: String) throws -> Double { 2 / (try #require(values[key], "\(key)")) }
    let tangent = 1 + 12 * 11.2661 / ((1 / 0.8 - 1) * (11.2661 - 0.05))
    #expect((try limit("last/ordered/0.8/ntk/12/kappa_ratio") / tangent - 1).magnitude < 1e-5)
    let ordered = 1 + 12 * 0.435166 / ((1 / 0.5 - 1) * (0.435166 - 0.05))
    #expect((try limit("last/ordered/0.5/nngp/12/kappa_ratio") / ordered - 1).magnitude < 1e-5)
    let chaotic =
      1 + 12 * 0.601753 * 0.820530 / (0.601753 * (1 - 0.820530) + (1 / 0.8 - 1) * (0.601753 - 0.05))
    #expect((try limit("last/chaotic/0.8/nngp/12/kappa_ratio") / chaotic - 1).magnitude < 1e-5)
    #expect((try limit("last/critical/0.5/ntk/12/kappa_limit_ratio") - (1 + 12 / (3 / 0.5 - 1))).magnitude < 1e-9)
    #expect(try limit("last/chaotic/0.5/ntk/12/kappa_ratio") == 1)
  }

  /// Dropout in every layer, ρ = 0.95, ordered: χ̄₁/ρ < 1, so that Θ has a limit with a finite κ* above 1. Found here
  /// by iterating the maps of one input and of two.
  @Test func dropoutInEveryLayerHasTheLimitOfItsMaps() throws {
    let (keep, weight, bias) = (0.95, 1.25, 0.05)
    var (q, p, c, o) = (1.0, 1.0, 0.5, 0.5)
    for _ in 0..<3_000 {
      let (own, pair) = (1 + 2 * q, ((1 + 2 * q) * (1 + 2 * q) - 4 * c * c).squareRoot())
      let (gain, other) = (
        weight * 2 / .pi * asin(2 * q / own) / keep + bias, weight * 2 / .pi * asin(2 * c / own) + bias
      )
      p = gain + weight * 4 / .pi / (1 + 4 * q).squareRoot() / keep * p
      o = other + weight * 4 / .pi / pair * o
      (q, c) = (gain, other)
    }
    let values = try scoreValues(Self.finished(.quick))
    let tangent = 2 / (try #require(values["every/ordered/0.95/ntk/12/kappa_ratio"]))
    #expect((tangent / (1 + 12 * o / (p - o)) - 1).magnitude < 1e-9)
    let kernel = 2 / (try #require(values["every/ordered/0.95/nngp/12/kappa_ratio"]))
    #expect((kernel / (1 + 12 * c / (q - c)) - 1).magnitude < 1e-9)
    // ρ = 0.5: χ̄₁/ρ > 1, and Θ(x, x) outgrows all else.
    #expect(values["every/ordered/0.5/ntk/12/kappa_ratio"] == 2)
  }

  /// One cell as it is computed: κ is κ* where without dropout it would be 1e12.
  @Test func aCellReachesItsLimit() throws {
    let (bench, experiment) = (try Bench(), try experiments["xiao2020/dropout"])
    let row = try bench.row(of: experiment, SweepName("last_ordered"), cell: [1, 0, 0])
    let (largest, smallest) = (try #require(row.numbers["lambda_max"]), try #require(row.numbers["lambda_min"]))
    let last = largest.count / 2 - 1
    let expected = 1 + 12 * 11.2661 / ((1 / 0.8 - 1) * (11.2661 - 0.05))
    #expect((largest[last] / smallest[last] / expected - 1).magnitude < 1e-5)
  }

  /// The whole quick tier as it runs.
  @Test func kernelsReachTheirLimits() throws {
    let reference = try ReferenceNumbers("xiao2020/dropout")
    let tolerances = try ReferenceNumbers.library().reference(for: "xiao2020/dropout").tolerances
    let ratios = try Bench().finished(experiments["xiao2020/dropout"]).scores.filter { $0.key.contains("kappa") }
    #expect(ratios.count == 36)
    for score in ratios {
      let published = try #require(reference[score.key])
      let width = try #require(tolerances[published.tolerance]?.width(for: score), "\(score.key)")
      #expect((score.value - (try #require(published.value))).magnitude <= width, "\(score.key): \(score.value)")
    }
  }

  @Test func theFigureHasAPanelAPhaseAndKernel() throws {
    let panels = try #require(try Self.finished(.quick).figure).summary.panels
    #expect(panels.count == 6)
    // Three ρ in two places, each with its limit.
    #expect(panels.allSatisfy { $0.layers.count == 12 })
  }
}
