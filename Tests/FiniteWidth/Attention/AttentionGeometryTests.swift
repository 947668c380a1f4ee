import Architectures
import FiniteWidth
import Foundation
import LinearAlgebra
import Testing

@Suite("Self-attention of finite networks, against its formula") struct AttentionGeometryTests {
  static let shape = InputShape.sequence(length: 5, channels: 3)

  static func network(_ mechanism: SelfAttention.Mechanism) throws -> FiniteNetwork<Double> {
    try Architecture {
      SelfAttention(
        queryVariance: 2, keyVariance: 3, valueVariance: 1.3, outputVariance: 1.2, biasVariance: 0.2,
        mechanism: mechanism)
    }.finiteWidth(6, outputs: 2, input: shape, seed: seed)
  }

  /// ζ(K Kᵀ / 6) X V O + b with K = X W, position by position.
  @Test(arguments: SelfAttention.Mechanism.allCases) func itIsTheFormula(mechanism: SelfAttention.Mechanism) throws {
    let network = try Self.network(mechanism)
    let (keyWeights, valueWeights, outputWeights) = (
      network.parameters[0].weights, network.parameters[1].weights, network.parameters[2].weights
    )
    #expect(network.parameters.map(\.weights.rows) == [3, 3, 6])
    #expect(network.parameters.map(\.weights.columns) == [6, 6, 2])
    let x = inputs(2, 15)
    let y = try network(x)
    func times(_ a: [[Double]], _ b: Matrix<Double>) -> [[Double]] {
      a.map { row in (0..<b.columns).map { j in row.indices.reduce(0) { $0 + row[$1] * b[$1, j] } } }
    }
    for i in 0..<2 {
      let h = (0..<5).map { p in Array(x.row(i).dropFirst(3 * p).prefix(3)) }
      let (keys, values) = (times(h, keyWeights), times(h, valueWeights))
      let attention = keys.map { query in
        let scores = keys.map { zip(query, $0).reduce(0) { $0 + $1.0 * $1.1 } / 6 }
        guard mechanism == .softmax else { return scores }
        let exponentials = scores.map { exp($0) }
        return exponentials.map { $0 / exponentials.reduce(0, +) }
      }
      let head = attention.map { row in
        (0..<6).map { c in row.indices.reduce(0) { $0 + row[$1] * values[$1][c] } }
      }
      for (p, output) in times(head, outputWeights).enumerated() {
        for k in 0..<2 {
          // Sums of dozens of products of order one.
          #expect(abs(y[i, 2 * p + k] - output[k] - network.parameters[2].biases[k]) < 1e-13)
        }
      }
    }
  }

  /// Queries and keys share weights of variance σ_Q σ_K over the fan-in: E[K Kᵀ / keys] = σ_Q σ_K X Xᵀ / channels.
  @Test func theScoresAreThoseOfQueriesAndKeys() throws {
    let network = try Architecture {
      SelfAttention(queryVariance: 4, keyVariance: 9)
    }.finiteWidth(20_000, outputs: 1, input: Self.shape, seed: seed)
    let weights = network.parameters[0].weights
    let variance = weights.elements.reduce(0) { $0 + $1 * $1 } / Double(weights.elements.count)
    // 60,000 normal deviates: relative standard error √(2/60,000) = 0.6 %; four of them.
    #expect(abs(variance / 2 - 1) < 0.024)
  }

  /// Of 2³⁰ positions nobody has the attention's memory, whatever the width.
  @Test func tooManyPositionsAreRefused() throws {
    let architecture = try Architecture { SelfAttention() }
    let failure = #expect(throws: FiniteWidthFailure.self) {
      try architecture.finiteWidth(2, input: .sequence(length: 1 << 30, channels: 1), seed: seed)
    }
    #expect(failure?.exitStatus == .doesNotFit)
  }

  /// Attention alone does not know the order of positions.
  @Test func aPermutationOfPositionsPermutesTheOutputs() throws {
    let network = try Self.network(.softmax)
    let x = inputs(1, 15)
    let turned = Matrix(rows: 1, columns: 15, elements: Array(x.elements[6...] + x.elements[..<6]))
    let (y, moved) = (try network(x).elements, try network(turned).elements)
    for (a, b) in zip(y[4...] + y[..<4], moved) { #expect(abs(a - b) < 1e-14) }
  }
}
