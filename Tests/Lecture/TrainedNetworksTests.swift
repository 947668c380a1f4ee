import ExperimentSupport
import Foundation
import Lecture
import Results
import Suite
import Testing

/// Cells of the quick tier. Numbers of the limit are by another program: kernels of erf in closed form, layer by layer,
/// and an eigendecomposition, in numpy.
@Suite("Networks that learn five points")
struct TrainedNetworksTests {
  private static let experiment = "lecture/training"

  private static func constants(_ name: String) throws -> [String: [Double]] {
    let sweep = try #require(try experiments[experiment].plan(.quick).sweeps.first { $0.layout.group == "/" + name })
    return try #require(try sweep.constants?(Bench().context(of: experiment))).values.numbers
  }

  @Test func theLimitIsAnotherPrograms() throws {
    let squares = try #require(try Self.constants("networks")["expected_square"])
    for (own, other) in zip(squares, [6.508159166205892, 3.769156753203132, 1.8878039664186704]) {
      #expect(abs(own / other - 1) < 1e-11)
    }
    let pictures = try Self.constants("pictures")
    let kernel = try #require(pictures["limit_pair_kernel"])
    for (own, other) in zip(kernel, [2.8508212206, 0.3546894292, 4.0107549248]) { #expect(abs(own - other) < 1e-9) }
    // Before training and after it, at 121 places from −1.5 to 1.5.
    let (mean, deviation) = (try #require(pictures["limit_mean"]), try #require(pictures["limit_deviation"]))
    #expect(mean.prefix(121).allSatisfy { $0 == 0 })
    #expect(abs(deviation[0] - 1.1714570047) < 1e-9 && abs(deviation[60] - 1.0165999186) < 1e-9)
    for (place, value) in [(0, -2.056643404), (45, 1.562604571), (90, -0.3323716837), (120, 2.0488661768)] {
      #expect(abs(mean[121 + place] - value) < 1e-8)
    }
    #expect(abs(deviation[121 + 45] - 0.0430733841) < 1e-8)
  }

  /// Of 512 units: the limit's change of the same initial function within some percents, that of weights within half.
  @Test func wideNetworksAreNearTheLimit() throws {
    let cell = try Bench().row(of: experiments[Self.experiment], SweepName("networks"), cell: [4]).numbers
    for learnt in try #require(cell["learnt"]) { #expect(abs(learnt - 1) < 0.1) }
    let (initial, change, limit) = (
      try #require(cell["initial_square"]), try #require(cell["change_square"]), try #require(cell["limit_square"])
    )
    for network in 0..<32 {
      let counts: [Double] = [512, 262_144, 512]
      for layer in 0..<3 {
        let place = 3 * network + layer
        // ‖ω₀‖² has the relative deviation √(2/count).
        let relative = initial[place] / counts[layer]
        let deviation = (2 / counts[layer]).squareRoot()
        #expect((relative - 1).magnitude < 5 * deviation)
        let ratio = change[place] / limit[place]
        #expect((0.5..<2).contains(ratio))
      }
    }
    let kernel = try #require(cell["kernel_change"])
    #expect(kernel.allSatisfy { $0 > 0 && $0 < 0.3 })
  }

  /// What is drawn before training is the drawn weights; after it the points are learnt at any width.
  @Test func picturesAreOfNetworksThatLearn() throws {
    let cell = try Bench().row(of: experiments[Self.experiment], SweepName("pictures"), cell: [0]).numbers
    let weights = try #require(cell["weights"])
    let (before, after) = (weights.prefix(100), weights.suffix(100))
    let square = before.reduce(0.0) { $0 + $1 * $1 } / 100
    #expect((0.5..<1.6).contains(square) && Array(before) != Array(after))
    let functions = try #require(cell["function"])
    for network in 0..<8 {
      // x = −1, −0.5, 0, 0.5, 1 of 121 places.
      for (place, target) in [(20, -0.9), (40, 1.2), (60, 0.45), (80, -1.35), (100, 0.75)] {
        let trained = functions[242 * network + 121 + place]
        #expect((trained - target).magnitude < 0.1)
      }
    }
  }
}
