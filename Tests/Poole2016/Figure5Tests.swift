import ExperimentSupport
import Foundation
import MeanField
import Plotting
import Poole2016
import Results
import Suite
import Testing

@Suite("Figure 5 of Poole et al. 2016")
struct Figure5Tests {
  /// q* and χ₁ at σ_w = 4, σ_b = 0.3, from another program.
  private static let (fixedVariance, chi1) = (12.604149497844293, 2.3672610355458823)

  /// Errors are 0 up to a frequency and at their ceiling from the next: 30 of deep networks times √depth, 5 of shallow
  /// ones. Lengths are the theory's.
  private static func finished(_ tier: Tier) throws -> FinishedExperiment {
    let theory = try MeanFieldTheory(nonlinearity: .tanh, weightVariance: 16, biasVariance: 0.3 * 0.3)
    let geometry = try theory.curvature(depth: 13)
    return try Bench(tier: tier).finished(experiments["poole2016/figure5"]) { sweep, point in
      func place(_ axis: String) throws -> Int {
        let values = try #require(point.layout.coordinate(axis).flatMap { Int.values(of: $0.values) })
        return values[point.cell[0]]
      }
      func errors(_ last: Int) -> Row {
        let ceiling = 1 - (500 / (tier == .quick ? 2_500.0 : 10_000)).squareRoot()
        return Row([Double.entry("angular_error", (1...199).map { $0 > last ? ceiling : 0 })])
      }
      func length(_ layers: Int, _ multiple: Int) -> Double {
        2 * .pi * (1_000 * Double(multiple) * fixedVariance * pow(chi1, Double(layers)) / 16).squareRoot()
      }
      switch sweep.group {
      case "/deep": return errors(10 * (try place("depth")))
      case "/shallow": return errors(5)
      case "/deep_lengths":
        let layers = 1...(tier == .quick ? 7 : 13)
        return Row([
          Double.entry("length", layers.map { length($0, 1) }),
          Double.entry("turning", layers.map { geometry[$0].gaussMapMetric.squareRoot() * 2 * .pi }),
        ])
      default:
        return Row([
          Double.entry("length", [length(1, try place("multiple"))]), Double.entry("turning", [1]),
        ])
      }
    }
  }

  @Test(arguments: Tier.allCases) func scoresAreTheTheorysAndTheStepsPlaces(_ tier: Tier) throws {
    let (values, reference) = (try scoreValues(Self.finished(tier)), try ReferenceNumbers("poole2016/figure5"))
    let points = tier == .quick ? 2_500 : 10_000
    // Half-way between the last frequency without error and the next.
    #expect(values["\(points)/deep/3/cutoff"] == 30.5)
    #expect(values["\(points)/shallow/100/cutoff"] == 5.5)
    // Depth 1 is linear, and ends in its ceiling.
    let ceiling = try #require(values["\(points)/deep/1/ceiling"])
    #expect((ceiling - (1 - (500 / Double(points)).squareRoot())).magnitude < 1e-14)
    for (key, value) in values where key.hasPrefix("length/") || key.hasPrefix("turning/") {
      #expect((value - (try #require(reference[key]?.value, "\(key)"))).magnitude < 1e-9, "\(key)")
    }
    // The error is that of random subspaces, not of the networks' equal values.
    let (networks, share) = (tier == .quick ? 3.0 : 5, 497 / Double(points - 3))
    let error = try Self.finished(tier).scores.first { $0.key.hasSuffix("ceiling") }
    #expect(error?.degreesOfFreedom == nil)
    #expect(
      abs((error?.standardError ?? .nan) / ((1 - share) / Double(points - 1) / (200 * networks)).squareRoot() - 1)
        < 1e-12)
    guard tier != .quick else { return }
    #expect((try #require(values["10000/deep/growth_rate"]) - log(90.5 / 30.5) / 6).magnitude < 1e-14)
    #expect(values["10000/shallow/log_gain"] == 0)
    #expect((try #require(values["10000/deep_over_shallow"]) - log(90.5 / 5.5)).magnitude < 1e-14)
  }

  /// A depth whose error never reaches half of its ceiling has no cutoff, and no number.
  @Test func everyReferenceNumberIsMeasuredAtSomeTier() throws {
    let keys = try [Tier.quick, .paper].flatMap { try Self.finished($0).scores.map(\.key) }
    #expect(try ReferenceNumbers("poole2016/figure5").keys.isSubset(of: Set(keys)))
    let deepest = try Bench(tier: .paper).finished(experiments["poole2016/figure5"]) { sweep, point in
      switch sweep.group {
      case "/deep", "/shallow": Row([Double.entry("angular_error", (1...199).map { _ in 0.1 })])
      case "/deep_lengths":
        Row(["length", "turning"].map { Double.entry($0, (1...13).map(Double.init)) })
      default: Row(["length", "turning"].map { Double.entry($0, [1 + Double(point.cell[0])]) })
      }
    }
    #expect(try deepest.scores.filter { $0.key.hasSuffix("cutoff") }.isEmpty)
  }

  /// A linear network: of 500 outputs three dimensions are functions of the angle, and 497 rounding, which hold
  /// 497/2497 of the square of a wave. Its spread over frequencies is that of a square with 497 degrees of freedom.
  @Test func aCellIsMeasured() throws {
    let (bench, experiment) = (try Bench(), try experiments["poole2016/figure5"])
    let errors = try #require(
      try bench.row(of: experiment, SweepName("deep"), cell: [0, 0]).numbers["angular_error"])
    #expect(errors.count == 199)
    let high = errors.suffix(100).mean
    #expect((high - (1 - (497.0 / 2_497).squareRoot())).magnitude < 0.004)
    // The half circle's own bend has some of the lowest waves, and none of the high ones.
    #expect(errors[0] < 0.3)
    let curve = try bench.row(of: experiment, SweepName("shallow_lengths"), cell: [0, 0]).numbers
    let (lengths, turnings) = (try #require(curve["length"]), try #require(curve["turning"]))
    let expected = 2 * Double.pi * (1_000 * Self.fixedVariance * Self.chi1 / 16).squareRoot()
    // One network of width 1000: √(13/1000)/2 of its mean speed is one standard error at a place.
    #expect((lengths[0] / expected - 1).magnitude < 0.2)
    // 2π √(κ̄² ḡ) of one layer, from another program.
    #expect((turnings[0] / 34.7936572 - 1).magnitude < 0.2)
  }

  @Test func theFigureHasMapsReachAndLengths() throws {
    let panels = try #require(try Self.finished(.standard).figure).summary.panels
    #expect(
      panels.map(\.title) == [
        "angular error of deep networks", "of networks with one hidden layer", "frequencies within reach",
        "length of a circle's image; dashed: of its tangent's path",
      ])
    #expect(panels[0].layers.map(\.points) == [5 * 199])
    #expect(panels[3].layers.map(\.points) == [13, 13, 7, 7, 13, 13, 7, 7])
  }
}
