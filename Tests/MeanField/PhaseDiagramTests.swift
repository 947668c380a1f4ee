import MeanField
import Nonlinearities
import Testing

@Suite struct PhaseDiagramTests {
  @Test(
    "a grid holds the theory of every point; tanh's shared table agrees with the exact moments",
    arguments: [
      Nonlinearity.tanh, .erf, .relu,
    ])
  func pointsAreTheories(_ nonlinearity: Nonlinearity) throws {
    let weights = [0, 0.5, 0.987, 1.3, 1.69, 2.7, 6.25, 12]
    let biases = [0, 0.01, 0.09, 0.7]
    let diagram = try PhaseDiagram(nonlinearity, weightVariances: weights, biasVariances: biases)
    #expect(diagram.theories.count == weights.count * biases.count)
    for (i, weight) in weights.enumerated() {
      for (j, bias) in biases.enumerated() {
        let exact = try MeanFieldTheory(nonlinearity: nonlinearity, weightVariance: weight, biasVariance: bias)
        let point = diagram[weight: i, bias: j]
        #expect(point.weightVariance == weight && point.biasVariance == bias)
        let margin = exact.chi1.map { abs(1 - $0) }.value ?? 1
        for (a, b) in [
          (point.fixedVariance, exact.fixedVariance), (point.fixedSeparation, exact.fixedSeparation),
          (point.chi1, exact.chi1), (point.chiFixed, exact.chiFixed),
        ] {
          #expect(a.absence == b.absence, "\(weight) \(bias)")
          guard let a = a.value, let b = b.value else { continue }
          // The table's 1e-12 over the distance of the map's slope from 1.
          #expect(abs(a - b) <= 4e-12 * b / min(1, margin), "\(weight) \(bias): \(a) \(b)")
        }
      }
    }
  }

  @Test("biases below the table's rounding still fix a variance", arguments: [1e-13, 1e-16, 1e-60])
  func tinyBiases(biasVariance: Double) throws {
    let diagram = try PhaseDiagram(.tanh, weightVariances: [0.5, 0.9, 1.5], biasVariances: [biasVariance])
    for (i, weight) in [0.5, 0.9].enumerated() {
      let point = diagram[weight: i, bias: 0]
      // V is σ_w² q + σ_b² where tanh is its tangent. The table's 1e-12, over the distance of the slope from 1.
      #expect((try point.fixedVariance.get() * (1 - weight) / biasVariance - 1).magnitude < 4e-12 / (1 - weight))
      #expect(point.fixedSeparation == .value(0) && point.phase == .value(.ordered))
      #expect((try point.chi1.get() / weight - 1).magnitude < 1e-11)
    }
    #expect(diagram[weight: 2, bias: 0].phase == .value(.chaotic))
  }

  @Test("the boundary of c* = 1 is the critical line")
  func boundary() throws {
    let weights = (0...60).map { 1 + 0.05 * Double($0) }
    let diagram = try PhaseDiagram(.tanh, weightVariances: weights, biasVariances: [0.05, 0.5, 2])
    for (j, bias) in diagram.biasVariances.enumerated() {
      let critical = try CriticalLine(.tanh).weightVariance(biasVariance: bias)
      for (i, weight) in weights.enumerated() {
        let isOrdered = try diagram[weight: i, bias: j].fixedSeparation.get() == 0
        #expect(isOrdered == (weight < critical))
      }
    }
  }

  @Test func emptyGridsAreRefused() {
    #expect(throws: MeanFieldFailure.emptyGrid) { try PhaseDiagram(.erf, weightVariances: [], biasVariances: [1]) }
    #expect(throws: MeanFieldFailure.emptyGrid) { try PhaseDiagram(.erf, weightVariances: [1], biasVariances: []) }
  }
}
