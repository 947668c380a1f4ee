import ExperimentSupport
import Foundation
import Lecture
import Results
import Suite
import Testing

/// Cells of the quick tier.
@Suite("Step sizes")
struct StepSizesTests {
  private static let experiment = "lecture/step-sizes"
  private static let rates = [0.015625, 0.03125, 0.0625, 0.125, 0.25, 0.5, 1, 1.75, 3]

  private static func cell(_ group: String, _ place: Int) throws -> [String: [Double]] {
    try Bench().row(of: experiments[experiment], SweepName(group), cell: [place]).numbers
  }

  /// Of 256 units a kernel is off by some percents, and a departure by some of these.
  @Test func networksDepartFromFlowAsTheLimitDoes() throws {
    let cell = try Self.cell("departures", 4)
    let (departures, distances) = (try #require(cell["departure"]), try #require(cell["distance"]))
    let (limits, first) = (try #require(cell["limit_distance"]), try #require(cell["first_order"]))
    for network in 0..<24 {
      for place in 0..<6 {
        let k = 9 * network + place
        #expect(abs(departures[k] - 1) < 0.5)
        // The next order in η is ηλ times a number near 1.
        let order = limits[k] / first[k]
        #expect(abs(order - 1) < 1.5 * Self.rates[place])
        // Projected on the limit's it is no longer than itself.
        let projection = departures[k].magnitude * limits[k]
        #expect(projection <= distances[k] * (1 + 1e-12))
        guard place > 0 else { continue }
        let power = log2(distances[k] / distances[k - 1])
        #expect(abs(power - 1) < Self.rates[place])
      }
    }
  }

  /// The limit's gap is (1 − ηλ)^s and e^{−λt}; a network of 1,024 units follows the first for a few steps.
  @Test func gapsFollowDescent() throws {
    for (place, rate) in [0.25, 1, 1.75, 3].enumerated() {
      let cell = try Self.cell("pictures", place)
      let (own, limit, flow) = (
        try #require(cell["gap"]), try #require(cell["limit_gap"]), try #require(cell["flow_gap"])
      )
      for step in 0...40 {
        let expected = pow(1 - rate, Double(step))
        #expect(abs(limit[step] - expected) <= 1e-9 * max(1, abs(expected)))
      }
      for k in 0...120 {
        let expected = exp(-10 * Double(k) / 120)
        #expect(abs(flow[k] - expected) < 1e-12)
      }
      #expect(own[0] == 1)
      for step in 1...3 { #expect(abs(own[step] - limit[step]) < 0.25 * max(1, abs(limit[step]))) }
    }
  }

  @Test func networksComeBackFromBeyondTheLargestRate() throws {
    let cell = try Self.cell("beyond", 3)
    let losses = try #require(cell["loss"])
    let sharpness = try #require(cell["sharpness"])
    for network in 0..<24 {
      let own = losses[61 * network..<61 * (network + 1)]
      let start = try #require(own.first)
      #expect((own.max() ?? 0) > 2 * start)
      #expect(try #require(own.last) < start)
      #expect(sharpness[network] < 2.1)
    }
    // Narrow ones do not all come to rest below 2.
    #expect(try #require(Self.cell("beyond", 0)["sharpness"]).count { $0 > 2 } > 4)
  }
}
