import Architectures
import FiniteWidth
import Foundation
import LinearAlgebra
import Testing

@Suite struct BackpropagationTests {
  /// Central differences of step h are off by h²/6 f''' + 2⁻⁵³ |f|/h: at h = 1e-5 about 1e-10 for smooth φ. A kink
  /// within h of a preactivation would spoil an entry. With these seeds that happens only where a layer without biases
  /// gets units that are all zero, and there the biases are no parameters.
  @Test func gradientsAgreeWithFiniteDifferences() throws {
    for sample in try NetworkSample.all(features: 4) {
      let x = sample.inputs(3)
      let network = try sample.network(5, outputs: 2)
      let direction = Matrix<Double>(
        rows: 3, columns: network.outputs, elements: (0..<3 * network.outputs).map { cos(1.7 * Double($0)) })
      let gradients = try network.gradients(try network.trace(x, dropout: seed), outputGradient: direction)
      #expect(gradients.count == network.parameters.count)
      func value(_ change: (inout FiniteNetwork<Double>) -> Void) throws -> Double {
        var changed = network
        change(&changed)
        return zip(try changed(x, dropout: seed).elements, direction.elements).reduce(0) { $0 + $1.0 * $1.1 }
      }
      let h = 1e-5
      for (layer, gradient) in gradients.enumerated() {
        for k in gradient.weights.elements.indices {
          let upper = try value { $0.parameters[layer].weights.elements[k] += h }
          let lower = try value { $0.parameters[layer].weights.elements[k] -= h }
          #expect(abs((upper - lower) / (2 * h) - gradient.weights.elements[k]) < 1e-8)
        }
        for k in gradient.biases.indices where network.parameters[layer].biasMetric > 0 {
          let upper = try value { $0.parameters[layer].biases[k] += h }
          let lower = try value { $0.parameters[layer].biases[k] -= h }
          #expect(abs((upper - lower) / (2 * h) - gradient.biases[k]) < 1e-8)
        }
      }
    }
  }

  @Test func anOutputGradientOfAnotherShapeIsRefused() throws {
    let network = try FiniteNetworkTests.network.finiteWidth(4, inputs: 3, seed: seed)
    let trace = try network.trace(inputs(2, 3))
    #expect(throws: FiniteWidthFailure.wrongOutputGradient(expected: [2, 1], found: [1, 2])) {
      try network.gradients(trace, outputGradient: Matrix(rows: 1, columns: 2))
    }
  }
}
