import Architectures
import FiniteWidth
import Foundation
import LinearAlgebra
import Randomness
import Testing

@Suite struct DirectionalDerivativeTests {
  private func direction(_ network: FiniteNetwork<Double>) -> [DenseChange<Double>] {
    var generator = CounterBasedGenerator(seed: Seed(root: 3, experiment: "tests", purpose: "direction"))
    return network.parameters.map { layer in
      let (rows, columns) = (layer.weights.rows, layer.weights.columns)
      return DenseChange(
        weights: Matrix(rows: rows, columns: columns, elements: (0..<rows * columns).map { _ in generator.normal() }),
        biases: (0..<columns).map { _ in generator.normal() })
    }
  }

  /// ⟨G, J v⟩ = ⟨Jᵀ G, v⟩: forward and reverse mode are each other's transposes, dropout included.
  @Test func itIsTheTransposeOfBackpropagation() throws {
    for sample in try NetworkSample.all(features: 4) {
      let (x, network) = (sample.inputs(3), try sample.network(5, outputs: 2))
      let weights = Matrix<Double>(
        rows: 3, columns: network.outputs, elements: (0..<3 * network.outputs).map { sin(Double($0)) })
      let (trace, direction) = (try network.trace(x, dropout: seed), direction(network))
      let forward = try network.directionalDerivative(trace, along: direction)
      let gradients = try network.gradients(trace, outputGradient: weights)
      func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
      let reverse = zip(gradients, direction).reduce(0) {
        $0 + dot($1.0.weights.elements, $1.1.weights.elements) + dot($1.0.biases, $1.1.biases)
      }
      let expected = dot(forward.elements, weights.elements)
      // Two orders of a sum of some hundred terms of order one to ten.
      #expect(abs(expected - reverse) < 1e-12 * max(1, abs(reverse)))
    }
  }

  /// A central difference along the direction: h² f‴/6 + 2⁻⁵³ |f|/h, about 1e-9 for a direction of some tens of unit
  /// normals.
  @Test func itIsTheDerivative() throws {
    let x = inputs(3, 4)
    let network = try Architecture.fullyConnected(
      depth: 2, nonlinearity: .erf, weightVariance: 1.5, biasVariance: 0.2
    ).finiteWidth(5, outputs: 2, inputs: 4, seed: seed)
    let direction = direction(network)
    func outputs(_ h: Double) throws -> Matrix<Double> {
      var moved = network
      for (layer, change) in direction.enumerated() {
        for k in change.weights.elements.indices {
          moved.parameters[layer].weights.elements[k] += h * change.weights.elements[k]
        }
        for k in change.biases.indices { moved.parameters[layer].biases[k] += h * change.biases[k] }
      }
      return try moved(x)
    }
    let derivative = try network.directionalDerivative(try network.trace(x), along: direction)
    let (upper, lower) = (try outputs(1e-6), try outputs(-1e-6))
    for k in derivative.elements.indices {
      #expect(abs((upper.elements[k] - lower.elements[k]) / 2e-6 - derivative.elements[k]) < 1e-7)
    }
  }

  /// A network is linear in its last layer.
  @Test func ofTheLastLayerTheLinearisedNetworkIsTheNetwork() throws {
    let x = inputs(4, 3)
    let network = try FiniteNetworkTests.network.finiteWidth(6, outputs: 2, inputs: 3, seed: seed)
    var other = network
    let last = other.parameters.count - 1
    for k in other.parameters[last].weights.elements.indices { other.parameters[last].weights.elements[k] += 0.3 }
    for k in other.parameters[last].biases.indices { other.parameters[last].biases[k] -= 0.2 }
    let (linear, true_) = (try network.linearised(at: other, x), try other(x))
    for k in linear.elements.indices { #expect(abs(linear.elements[k] - true_.elements[k]) < 1e-13) }
  }

  @Test func aDirectionOfAnotherShapeIsRefused() throws {
    let network = try FiniteNetworkTests.network.finiteWidth(4, inputs: 3, seed: seed)
    let trace = try network.trace(inputs(2, 3))
    #expect(throws: FiniteWidthFailure.self) { try network.directionalDerivative(trace, along: []) }
    let wider = try FiniteNetworkTests.network.finiteWidth(5, inputs: 3, seed: seed)
    #expect(throws: FiniteWidthFailure.self) { try network.linearised(at: wider, inputs(2, 3)) }
  }
}
