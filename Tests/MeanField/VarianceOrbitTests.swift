import Foundation
import MeanField
import Nonlinearities
import Testing

/// Length maps with several fixed points: q* is the one that V(V(…V(1))) tends to.
@Suite struct VarianceOrbitTests {
  /// tanh(x) and a step of height 2·`height` at ±`place`: bounded and odd, with a second well of the length map.
  static func staircase(height: Double, place: Double) -> Nonlinearity {
    .custom(
      .init(
        name: "staircase",
        function: { tanh($0) + height * (tanh(2 * ($0 - place)) + tanh(2 * ($0 + place))) },
        derivative: { x in
          let slope: (Double) -> Double = { 1 / pow(cosh($0), 2) }
          return slope(x) + 2 * height * (slope(2 * (x - place)) + slope(2 * (x + place)))
        }))
  }

  /// E[φ²] rises to q = 2 and then falls like 1/√q: the orbit comes to q* from both sides in turn.
  static let bump = Nonlinearity.custom(
    .init(
      name: "bump", function: { $0 * exp(-$0 * $0 / 8) }, derivative: { (1 - $0 * $0 / 4) * exp(-$0 * $0 / 8) }))

  static let points: [(Nonlinearity, Double, Double)] = [
    // Three fixed points or a low one below growth: doubling from q = 1 steps over a pair between 1 and 2.
    (.gelu, 2.03, 0.137), (.gelu, 2.02, 0.1425), (.gelu, 1.99, 0.16), (.gelu, 1.99, 0.17), (.gelu, 2.05, 0.12),
    (.gelu, 2.05, 0.14), (.gelu, 1, 0), (.gelu, 1.5, 0.1),
    (staircase(height: 5, place: 2.5), 0.05, 0.01), (staircase(height: 5, place: 2.5), 0.3, 0.2),
    (staircase(height: 5, place: 2.5), 0.6, 0.5), (staircase(height: 5, place: 2.5), 1.2, 0.001),
    (staircase(height: 2, place: 3), 1.38, 0.1), (staircase(height: 8, place: 6), 0.3, 1),
    (staircase(height: 8, place: 6), 1, 2), (staircase(height: 8, place: 6), 1.3, 2.1),
    (bump, 5, 0), (bump, 50, 0.3), (bump, 5000, 0), (bump, 0.5, 0.01), (.cos, 20, 0), (.cos, 2, 0.1), (.sin, 5, 0),
  ]

  @Test("q* is what iteration from 1 tends to", arguments: points)
  func isReached(nonlinearity: Nonlinearity, weightVariance: Double, biasVariance: Double) throws {
    let theory = try MeanFieldTheory(
      nonlinearity: nonlinearity, weightVariance: weightVariance, biasVariance: biasVariance)
    // V′(q*) is at most 0.99 with a user's function and 0.998 with GELU, which leaves below 3e-7 of the distance.
    let depth = nonlinearity == .gelu ? 20_000 : 1500
    let lengths = try theory.lengths(from: 1, depth: depth)
    let last = lengths[depth]
    guard let fixed = theory.fixedVariance.value else {
      #expect(theory.fixedVariance == .absent(.varianceGrows))
      #expect(last > 100 && last >= lengths[depth / 2])
      return
    }
    #expect((last - fixed).magnitude <= 1e-6 * max(fixed, 1e-3), "\(last) \(fixed)")
    #expect(try theory.lengthSlope.get().magnitude < 1)
  }

  @Test("GELU with a stable variance below growth: q* is near 1, not without bound")
  func geluBelowGrowth() throws {
    let theory = try MeanFieldTheory(nonlinearity: .gelu, weightVariance: 2.03, biasVariance: 0.137)
    let fixed = try theory.fixedVariance.get()
    #expect(1 < fixed && fixed < 1.1)
    #expect((try theory.lengthMap(fixed) / fixed - 1).magnitude < 4 * .ulpOfOne)
  }

  @Test("φ(0) ≠ 0 keeps q* above 0 however small it is, as a bias does")
  func smallOffset() throws {
    let offset = Nonlinearity.custom(
      .init(name: "offset", function: { 1e-8 + tanh($0) }, derivative: { 1 / pow(cosh($0), 2) }))
    let theory = try MeanFieldTheory(nonlinearity: offset, weightVariance: 0.5, biasVariance: 0)
    // V(q) = ½ (10⁻¹⁶ + q) near 0.
    #expect((try theory.fixedVariance.get() / 1e-16 - 1).magnitude < 1e-6)
    let cosine = try MeanFieldTheory(nonlinearity: .cos, weightVariance: 1e-15, biasVariance: 0)
    #expect((try cosine.fixedVariance.get() / 1e-15 - 1).magnitude < 1e-12)
  }

  @Test("a function without moments is refused, not given a variance")
  func notANumber() throws {
    let log = Nonlinearity.custom(.init(name: "log", function: { Foundation.log($0) }, derivative: { 1 / $0 }))
    #expect(throws: NonlinearityFailure.infiniteMoment(nonlinearity: "log", variance: 1)) {
      try MeanFieldTheory(nonlinearity: log, weightVariance: 1, biasVariance: 0.1)
    }
    let steep = Nonlinearity.custom(.init(name: "steep", function: { $0 }, derivative: { $0.squareRoot() }))
    for nonlinearity in [log, steep] {
      #expect(throws: NonlinearityFailure.self) { try CriticalLine(nonlinearity).weightVariance(biasVariance: 0.1) }
    }
  }

  @Test("a grid has the q* of its points, several fixed points or not")
  func grid() throws {
    let weights = [0.3, 1.2]
    let nonlinearity = Self.staircase(height: 5, place: 2.5)
    let diagram = try PhaseDiagram(nonlinearity, weightVariances: weights, biasVariances: [0.001, 0.2])
    for point in diagram.theories {
      let exact = try MeanFieldTheory(
        nonlinearity: nonlinearity, weightVariance: point.weightVariance, biasVariance: point.biasVariance)
      let (a, b) = (try point.fixedVariance.get(), try exact.fixedVariance.get())
      #expect((a / b - 1).magnitude < 1e-10)
    }
  }
}
