import FiniteWidth
import Foundation
import Inference
import LinearAlgebra
import Randomness
import Testing

@Suite struct LangevinChainTests {
  /// On a normal posterior the stationary covariance is Λ⁻¹ (1 − εΛ/4)⁻¹, and with all examples nothing else is random.
  @Test("the covariance is the closed form's", arguments: [0.1, 0.03])
  func covariance(stepSize: Double) throws {
    let example = try LinearExample()
    var shifted = example.precision.multiplied(by: example.precision)
    for k in shifted.elements.indices {
      shifted.elements[k] = example.precision.elements[k] - 0.25 * stepSize * shifted.elements[k]
    }
    var expected = Matrix<Double>(rows: 3, columns: 3, elements: [1, 0, 0, 0, 1, 0, 0, 0, 1])
    try CholeskyFactor.factor(shifted, shifts: [0]).factor.solve(&expected)
    let chains = try (0..<4).map { number in
      let chain = try LangevinChain(
        example.posterior, batchSize: 5, seed: Seed(root: 1, experiment: "tests", purpose: "chain", index: number))
      try chain.advance(steps: Int(30 / stepSize), stepSize: stepSize)
      return try (0..<20_000).map { _ in
        try chain.advance(steps: 1, stepSize: stepSize)
        return chain.sample
      }
    }
    for p in 0..<3 {
      let squares = chains.map { $0.map { ($0[p] - example.mean[p]) * ($0[p] - example.mean[p]) } }
      let all = squares.flatMap(\.self)
      let mean = all.reduce(0, +) / Double(all.count)
      let spread = all.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(all.count)
      let error = (spread / ChainDiagnostics(squares).effectiveSamples).squareRoot()
      #expect(abs(mean - expected[p, p]) < 5 * error, "\(mean) ± \(error), \(expected[p, p]) is expected")
    }
    // The bias itself can be seen at the larger step.
    if stepSize == 0.1 { #expect(expected[0, 0] > 1.1 * example.covariance[0, 0]) }
  }

  /// A batch's gradient is right on average: the mean is the posterior's, with more variance.
  @Test func batchesLeaveTheMeanAlone() throws {
    let example = try LinearExample()
    let chains = try (0..<4).map { number in
      let chain = try LangevinChain(
        example.posterior, batchSize: 2, seed: Seed(root: 2, experiment: "tests", purpose: "chain", index: number))
      try chain.advance(steps: 3_000, stepSize: 0.01)
      return try (0..<20_000).map { _ in
        try chain.advance(steps: 10, stepSize: 0.01)
        return chain.sample
      }
    }
    for p in 0..<3 {
      let values = chains.map { $0.map { $0[p] } }
      let all = values.flatMap(\.self)
      let mean = all.reduce(0, +) / Double(all.count)
      let variance = all.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(all.count)
      let error = (variance / ChainDiagnostics(values).effectiveSamples).squareRoot()
      #expect(abs(mean - example.mean[p]) < 5 * error)
      #expect(variance > example.covariance[p, p])
    }
  }

  @Test func theSameSeedGivesTheSameChain() throws {
    let posterior = try LinearExample().posterior
    func end() throws -> [Double] {
      let chain = try LangevinChain(posterior, batchSize: 2, seed: 3)
      try chain.advance(steps: 20, stepSize: 0.05)
      return chain.sample
    }
    #expect(try end() == end())
  }
}
