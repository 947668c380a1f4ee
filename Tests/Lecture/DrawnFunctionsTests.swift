import ExperimentSupport
import Foundation
import Lecture
import Results
import Suite
import Testing

/// Cells of the quick tier. Numbers of the limit are by another program: kernels of erf in closed form and matrices'
/// inverses, in numpy.
@Suite("Functions of one input")
struct DrawnFunctionsTests {
  private static let experiment = "lecture/functions"

  @Test func posteriorsVariancesAreAnotherPrograms() throws {
    let sweep = try #require(
      try experiments[Self.experiment].plan(.quick).sweeps.first { $0.layout.group == "/calibration" })
    let constants = try #require(try sweep.constants?(Bench().context(of: Self.experiment))).values.numbers
    let variances = try #require(constants["posterior_variance"])
    let (without, with) = (0.1710002539281557, 0.2592409275037326)
    for (own, other) in zip(variances, [without, without, without, with, without, with]) {
      #expect(abs(own / other - 1) < 1e-8)
    }
  }

  /// Mean and deviation of all six at x = −2, −0.25 and 1.25.
  @Test(arguments: [
    (1, [0.0, 0, 0], [2.2270689735, 2.1148920614, 2.2144136004]),
    (2, [-2.3040778121, 1.6747805878, 1.8619916621], [0.4097252682, 0.7448358583, 0.2402318011]),
    (3, [-1.8186475346, 1.2080076197, 1.7731454831], [0.5463380343, 0.8218696848, 0.38387291]),
    (4, [-2.2608870367, 0.8221782047, 1.8519506485], [0.4323382845, 0.8799943747, 0.2432317893]),
    (5, [-2.2328841416, 0.8071950054, 1.8436201964], [0.4328124592, 0.8840042411, 0.2424819241]),
  ])
  func momentsAreAnotherPrograms(ensemble: Int, means: [Double], deviations: [Double]) throws {
    let cell = try Bench().row(of: experiments[Self.experiment], SweepName("pictures"), cell: [ensemble]).numbers
    let (mean, deviation) = (try #require(cell["mean"]), try #require(cell["deviation"]))
    for (k, place) in [0, 70, 130].enumerated() {
      #expect(abs(mean[place] - means[k]) < 1e-8 && abs(deviation[place] - deviations[k]) < 1e-8)
    }
  }

  /// Without noise all functions pass through the data, of networks but for what is left after so many steps; with
  /// noise they do not.
  @Test func functionsPassThroughData() throws {
    func gaps(_ ensemble: Int) throws -> [Double] {
      let cell = try Bench().row(of: experiments[Self.experiment], SweepName("pictures"), cell: [ensemble]).numbers
      let functions = try #require(cell["function"])
      // x = −0.6 and 1 are places 56 and 120 of 161.
      return (0..<6).flatMap { draw -> [Double] in
        let function = Array(functions[161 * draw..<161 * (draw + 1)])
        return [(function[56] - 1.2).magnitude, (function[120] - 1.7).magnitude]
      }
    }
    // The draws' jitter is 10⁻¹⁰, of which the root is a deviation.
    #expect(try gaps(2).allSatisfy { $0 < 1e-3 })
    #expect(try gaps(4).allSatisfy { $0 < 0.05 })
    #expect(try (gaps(3).max() ?? 0) > 0.1)
  }

  @Test func networksAreOfThePrior() throws {
    let cell = try Bench().row(of: experiments[Self.experiment], SweepName("calibration"), cell: [4]).numbers
    // 128 outputs of each of 64 networks, six components.
    #expect(abs(try #require(cell["components"]).mean - 1) < 0.1)
    let coverage = try #require(cell["coverage"])
    func mean(_ ensemble: Int) -> Double { (0..<64).map { coverage[6 * $0 + ensemble] }.mean }
    for ensemble in 0..<5 { #expect(abs(mean(ensemble) - 0.9545) < 0.02) }
    #expect(abs(mean(5) - 0.7198) < 0.02)
    let (errors, best, distances) = (
      try #require(cell["error"]), try #require(cell["posterior_error"]), try #require(cell["distance"])
    )
    func mean(_ values: [Double], _ ensemble: Int) -> Double { (0..<64).map { values[6 * $0 + ensemble] }.mean }
    // The posterior's own mean is no other; and by another program what the others' errors are.
    for (ensemble, error) in [(2, 0.1710), (3, 0.2592), (4, 0.2016), (5, 0.2885)] {
      #expect(abs(mean(errors, ensemble) / error - 1) < 0.1)
      if ensemble < 4 { #expect(mean(distances, ensemble) == 0 && mean(errors, ensemble) == mean(best, ensemble)) }
    }
    let shares = try #require(cell["limit_share"])
    for ensemble in 4...5 { #expect(abs(mean(shares, ensemble) - 0.9545) < 0.02) }
    let trained = try Bench().row(of: experiments[Self.experiment], SweepName("training"), cell: [0, 4]).numbers
    let (own, limit) = (try #require(trained["within_band"]), try #require(trained["limit_within_band"]))
    #expect(abs(own.mean - limit.mean) < 0.1)
  }
}

extension [Double] {
  fileprivate var mean: Double { reduce(0, +) / Double(count) }
}
