import Architectures
import FiniteWidth
import Foundation
import LinearAlgebra
import Nonlinearities
import Randomness
import Testing

@Suite struct DropoutPosteriorTests {
  private static let inputs = Matrix<Double>(rows: 4, columns: 1, elements: [-1.2, -0.4, 0.3, 0.9])
  private static let test = Matrix<Double>(rows: 2, columns: 1, elements: [0, 2])
  private static let width = 6

  private static func posterior() throws -> WeightPosterior {
    try WeightPosterior(
      .fullyConnected(depth: 1, nonlinearity: .tanh, weightVariance: 2, biasVariance: 0.3), width: width,
      inputs: inputs, targets: [0.4, -0.7, 1.1, 0.2], noiseVariance: 0.1)
  }

  /// The parts of the output at x, one a unit, and the last bias.
  private static func parts(_ parameters: [Double], _ x: Double) -> (units: [Double], bias: Double) {
    let units = (0..<width).map { k in
      let z = 2.0.squareRoot() * parameters[k] * x + 0.3.squareRoot() * parameters[width + k]
      return (2 / Double(width)).squareRoot() * parameters[2 * width + k] * tanh(z)
    }
    return (units, 0.3.squareRoot() * parameters[3 * width])
  }

  /// Behind one hidden layer mean and variance are known: p Σ v φ + b and p (1 − p) Σ v² φ².
  @Test func passesHaveTheMomentsOfTheirMasks() throws {
    let keep = 0.7
    let trained = try Self.posterior().dropout(
      keepProbability: keep, from: Self.posterior().prior(1), DescentSettings(steps: 300), seed: 5)
    let count = 20_000
    let samples = try trained.samples(count, at: Self.test, seed: 8)
    for x in 0..<2 {
      let (units, bias) = Self.parts(trained.parameters, Self.test[x, 0])
      let expected = keep * units.reduce(0, +) + bias
      let variance = keep * (1 - keep) * units.reduce(0) { $0 + $1 * $1 }
      let values = (0..<count).map { samples[$0, x] }
      let mean = values.reduce(0, +) / Double(count)
      #expect(abs(mean - expected) < 5 * (variance / Double(count)).squareRoot())
      let spread = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count)
      #expect(abs(spread / variance - 1) < 0.06)
    }
  }

  /// The loss that Adam on drawn masks goes down has its minimum where the expected loss, known here, has no gradient.
  @Test func trainingEndsWhereTheExpectedLossIsLeast() throws {
    let (keep, posterior) = (0.8, try Self.posterior())
    let trained = try posterior.dropout(
      keepProbability: keep, from: posterior.prior(1), DescentSettings(steps: 60_000, rate: 0.01), seed: 5)
    func loss(_ parameters: [Double]) -> Double {
      var sum = 0.0
      for (i, y) in [0.4, -0.7, 1.1, 0.2].enumerated() {
        let (units, bias) = Self.parts(parameters, Self.inputs[i, 0])
        let apart = keep * units.reduce(0, +) + bias - y
        sum += (apart * apart + keep * (1 - keep) * units.reduce(0) { $0 + $1 * $1 }) / 0.1
      }
      for (p, value) in parameters.enumerated() {
        sum += (2 * Self.width..<3 * Self.width).contains(p) ? keep * value * value : value * value
      }
      return 0.5 * sum
    }
    var gradient = 0.0
    for p in trained.parameters.indices {
      var (above, below) = (trained.parameters, trained.parameters)
      above[p] += 1e-4
      below[p] -= 1e-4
      let slope = (loss(above) - loss(below)) / 2e-4
      gradient += slope * slope
    }
    // At its start the same norm is about 30.
    #expect(gradient.squareRoot() < 0.3, "\(gradient.squareRoot())")
  }

  /// Nothing is left out with p = 1.
  @Test func withoutDropoutItIsTheMaximum() throws {
    let posterior = try Self.posterior()
    let trained = try posterior.dropout(
      keepProbability: 1, from: posterior.prior(1), DescentSettings(steps: 500), seed: 5)
    #expect(try trained.parameters == posterior.descended(from: posterior.prior(1), DescentSettings(steps: 500)))
    let samples = try trained.samples(2, at: Self.test, seed: 8)
    #expect(samples.row(0).elementsEqual(samples.row(1)))
  }
}
