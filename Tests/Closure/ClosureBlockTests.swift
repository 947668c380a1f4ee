import Closure
import ExperimentSupport
import Foundation
import Results
import Suite
import Testing

/// Cells of the quick tier: their numbers by reading, part, square and step.
@Suite("Four networks of a closure test")
struct ClosureBlockTests {
  private static let experiment = "closure/bias-variance"
  private static let steps = 23
  private static let part = 4 * steps
  private static let reading = 2 * part

  private static func cell(width: Int, block: Int = 0) throws -> [String: [Double]] {
    try Bench().row(of: experiments[experiment], cell: [width, block]).numbers
  }

  private static func constants() throws -> [String: [Double]] {
    let sweep = try #require(try experiments[experiment].plan(.quick).sweeps.first)
    return try #require(try sweep.constants?(Bench().context(of: experiment))).values.numbers
  }

  /// λ_max t* of the data and between them, by a program of its own from the kernels in closed form.
  @Test func theBestTimesAreThoseOfAnotherProgram() throws {
    let constants = try Self.constants()
    let best = try #require(constants["best_time"])
    // A minimum is as flat as a parabola: √ε relative.
    #expect(abs(best[0] / 49.109162 - 1) < 1e-5 && abs(best[1] / 46.349411 - 1) < 1e-5)
    // Its difference quotients were taken over the same 0.02, of sums with an error of 10⁻¹⁵.
    let curvature = try #require(constants["curvature"])
    #expect(abs(curvature[0] - 0.044709) < 1e-6 && abs(curvature[1] - 0.043901) < 1e-6)
    let times = try #require(constants["mode_best_time"])
    #expect(abs(times[3] - 49.92) < 0.01 && times.count == 20)
    // |f*|² is that of all modes: Σ f*².
    let total = (0..<20).reduce(0.0) { sum, i in
      let x = -1 + 2 * Double(i) / 19
      return sum + pow(sin(4 * x) + 0.5 * cos(4 * x), 2)
    }
    let signal = try #require(constants["target_square"])
    #expect(abs(signal.reduce(0, +) - total) < 1e-12)
  }

  /// The mean over 24 blocks of what the limit makes of drawn functions and data, which are Gaussian to the covariance
  /// K at any width of one hidden layer: the theory's parts within 4.5 standard errors.
  @Test func theLimitOfDrawnFunctionsIsTheTheorys() throws {
    let (bench, id) = (try Bench(), Self.experiment)
    let theory = try #require(try Self.constants()["theory"])
    let blocks = try (0..<24).map { block in
      try #require(try bench.row(of: experiments[id], cell: [0, block]).numbers["square_distance"])
    }
    // Both parts, at the steps 4, 96, 272 and 1,086.
    for part in 0..<2 {
      for step in [4, 13, 18, 22] {
        let expected = (0..<3).reduce(0) { $0 + theory[(3 * part + $1) * Self.steps + step] }
        let values = blocks.map { block in
          (0..<4).reduce(0) { $0 + block[Self.reading + part * Self.part + $1 * Self.steps + step] }
        }
        let sample = SampleMean(values)
        #expect(abs(sample.mean - expected) < 4.5 * (try #require(sample.standardError)))
      }
    }
  }

  @Test func functionsAndDataDoNotMixInTheLimit() throws {
    let squares = try #require(try Self.cell(width: 0)["square_distance"])
    for part in 0..<2 {
      for step in 0..<Self.steps {
        let networks = (0..<4).map { squares[part * Self.part + $0 * Self.steps + step] }
        let limit = (0..<4).map { squares[Self.reading + part * Self.part + $0 * Self.steps + step] }
        // f_t = (1 − A) f₀ + A Y is a sum: what four of them have beyond it is rounding.
        #expect(limit[3] < 1e-24)
        // Before the first step there are the initial functions alone, one for both draws of the data.
        if step == 0 {
          #expect(networks == limit)
          #expect(networks[1] > 0 && networks[2] == 0 && networks[3] == 0)
        } else {
          #expect(networks[2] > 0 && networks[3] > 0)
        }
      }
    }
  }

  /// At a width of 512 the kernel of a network is off by some 4 %, and the mean square distance by some of these.
  @Test func wideNetworksAreNearTheLimit() throws {
    let squares = try #require(try Self.cell(width: 4)["square_distance"])
    for step in 0..<Self.steps {
      func sum(_ reading: Int) -> Double {
        (0..<4).reduce(0) { $0 + squares[reading * Self.reading + $1 * Self.steps + step] }
      }
      #expect(abs(sum(0) / sum(1) - 1) < 0.25)
      // What functions and data have together is a square of it.
      #expect(squares[3 * Self.steps + step] < 0.01 * sum(0))
    }
  }
}
