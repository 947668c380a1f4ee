import ExperimentSupport
import Foundation
import Lecture
import Results
import Suite
import Testing

/// Cells of the quick tier.
@Suite("Weight decay at several learning rates")
struct DecayRatesTests {
  private static let experiment = "lecture/weight-decay"
  private static let inputs = [-1, -0.3, 0.4, 1]
  private static let targets = [-0.7, -0.1, 0.5, 1.1]

  /// Θ of one hidden layer of ReLU between (x, 1) and (x′, 1), σ_w² = 2, in closed form.
  private static func kernel(_ x: Double, _ y: Double) -> Double {
    // σ_w² x·x′/d with d = 2 is the product of the vectors.
    let product: Double = x * y + 1
    let norms: Double = ((x * x + 1) * (y * y + 1)).squareRoot()
    let angle: Double = acos(min(1, max(-1, product / norms)))
    let rest: Double = Double.pi - angle
    let covariance: Double = norms * (sin(angle) + rest * cos(angle)) / Double.pi
    return covariance + product * rest / Double.pi
  }

  /// df/dt = −e^{−2λt} Θ (f − Y) − 2λ f by small steps of Heun's rule: gradient flow, of which steps of ηλ_max = 1/2
  /// are off by some of ηλ.
  @Test func theLimitIsThatOfFlow() throws {
    let cell = try Bench().row(of: experiments[Self.experiment], SweepName("pictures"), cell: [2]).numbers
    let limit = try #require(cell["limit_function"])
    // x = −1, −0.3, 0.4, 1 of 61 places from −1.5 to 1.5, look by look.
    func outputs(_ look: Int) -> [Double] { [10, 24, 38, 50].map { limit[61 * look + $0] } }
    // λ_max by another program.
    let (largest, share) = (8.060297991535403, 0.04)
    var (f, time) = (outputs(0), 0.0)
    func slope(_ f: [Double], _ time: Double) -> [Double] {
      Self.inputs.indices.map { a -> Double in
        let pull: Double = Self.inputs.indices.reduce(0.0) { sum, b in
          sum + Self.kernel(Self.inputs[a], Self.inputs[b]) * (f[b] - Self.targets[b])
        }
        let learnt: Double = exp(-2 * share * time) * pull / largest
        return -learnt - 2 * share * f[a]
      }
    }
    let step = 0.01
    for look in 1...62 {
      // λt grows by 0.04, λ_max t by 1.
      for _ in 0..<100 {
        let before = slope(f, time)
        let after = slope(zip(f, before).map { $0 + step * $1 }, time + step)
        for a in f.indices { f[a] += 0.5 * step * (before[a] + after[a]) }
        time += step
      }
      if look >= 10 { for (own, flow) in zip(outputs(look), f) { #expect(abs(own - flow) < 0.03) } }
    }
  }

  /// 1/4 is the rate at which a share of 0.01 is the penalty's ηλ; networks are others.
  @Test func bothRulesAgreeAtOneRate() throws {
    func cell(_ rule: Int) throws -> [String: [Double]] {
      try Bench().row(of: experiments[Self.experiment], SweepName("networks"), cell: [rule, 0]).numbers
    }
    let (penalty, share) = (try cell(0), try cell(1))
    let (first, second) = (try #require(penalty["limit_fit"]), try #require(share["limit_fit"]))
    // The same step in looks of 4 and of 6 steps.
    for look in 0...20 {
      let (a, b) = (first[2 * 63 + 3 * look], second[2 * 63 + 2 * look])
      #expect(abs(a - b) < 1e-12)
    }
    #expect(try #require(penalty["fit"]) != #require(share["fit"]))
  }

  /// Whatever the initial function, half the difference begins at 0; it rises, falls to half within the looks, and is
  /// near the limit's. By another program the limit's largest fits are these, and the steps until half of them.
  @Test func wideNetworksForgetAsTheLimitDoes() throws {
    let tops = [[0.78643675, 0.77790819], [0.89436730, 0.48913164]]
    for rule in 0...1 {
      let cell = try Bench().row(of: experiments[Self.experiment], SweepName("networks"), cell: [rule, 4]).numbers
      let (own, limit) = (try #require(cell["fit"]), try #require(cell["limit_fit"]))
      for (rate, top) in [(0, tops[rule][0]), (5, tops[rule][1])] {
        let expected = Array(limit[63 * rate..<63 * (rate + 1)])
        #expect(abs((expected.max() ?? 0) - top) < 1e-7)
        for network in 0..<8 {
          let start = 378 * network + 63 * rate
          let fits = Array(own[start..<start + 63])
          #expect(fits[0] == 0)
          #expect(try #require(fits.last) < 0.4 * top)
          for (a, b) in zip(fits, expected) { #expect(abs(a - b) < 0.12) }
        }
      }
    }
  }
}
