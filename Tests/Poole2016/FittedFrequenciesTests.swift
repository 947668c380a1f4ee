import ExperimentSupport
import Poole2016
import Results
import Suite
import Testing

@Suite("Up to which frequency waves are fitted")
struct FittedFrequenciesTests {
  /// Errors over the ceiling at frequencies 1, 2 and 3, from there on all of it, and where they are half of it.
  private static let cases: [([Double], Double)] = [
    ([0.0, 0.0, 0.25], 10.0 / 3), ([0.0, 0.2, 0.6], 2.75), ([0.8, 1.0, 1.0], 0.625), ([0.25, 0.75, 1.0], 1.5),
  ]

  /// The frequency of half the ceiling lies linearly between two, also before the first, where frequency 0 has none.
  @Test(arguments: cases)
  func theEndIsBetweenFrequencies(shares: [Double], expected: Double) throws {
    let ceiling = 1 - (500 / 2_500.0).squareRoot()
    let finished = try Bench().finished(experiments["poole2016/figure5"]) { sweep, _ in
      switch sweep.group {
      case "/deep", "/shallow":
        Row([Double.entry("angular_error", (0..<199).map { ceiling * ($0 < 3 ? shares[$0] : 1) })])
      case "/deep_lengths": Row(["length", "turning"].map { Double.entry($0, (1...7).map(Double.init)) })
      default: Row(["length", "turning"].map { Double.entry($0, [1]) })
      }
    }
    let values = try scoreValues(finished)
    for key in ["deep/3", "deep/5", "shallow/100", "shallow/710"] {
      #expect((try #require(values["2500/\(key)/cutoff"]) - expected).magnitude < 1e-12, "\(key)")
    }
  }
}
