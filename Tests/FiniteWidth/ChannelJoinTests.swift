import Architectures
import FiniteWidth
import Foundation
import LinearAlgebra
import Testing

@Suite struct ChannelJoinTests {
  /// y = z · (W₁ z + b₁) ∘ W₂ tanh(z), written out.
  @Test func aProductIsThatOfItsBranches() throws {
    let network = try Architecture {
      Dense(weightVariance: 1.3, biasVariance: 0.2)
      Parallel(.product) {
        Branch { Identity() }
        Branch { Dense(weightVariance: 0.8, biasVariance: 0.1) }
        Branch {
          Tanh()
          Dense(weightVariance: 0.8)
        }
      }
    }.finiteWidth(1, outputs: 3, inputs: 4, seed: seed)
    // The branch without weights says the width of all.
    #expect(network.parameters.map(\.weights.columns) == [3, 3, 3])
    let x = inputs(5, 4)
    let y = try network(x)
    func dense(_ index: Int, _ h: [Double]) -> [Double] {
      let layer = network.parameters[index]
      return layer.biases.indices.map { j in
        h.indices.reduce(layer.biases[j]) { $0 + h[$1] * layer.weights[$1, j] }
      }
    }
    for i in 0..<5 {
      let z = dense(0, Array(x.row(i)))
      let (second, third) = (dense(1, z), dense(2, z.map { tanh($0) }))
      for k in 0..<3 { #expect(abs(y[i, k] - z[k] * second[k] * third[k]) < 1e-14) }
    }
  }

  /// Independent branches: E[y y'] = ∏ Kᵢ, from linear ones without rounding of a closed form; and
  /// Θ = Σᵢ Θᵢ ∏_{j ≠ i} Kⱼ.
  @Test func theKernelsOfAProductAreProducts() throws {
    let architecture = try Architecture {
      Parallel(.product) {
        Branch { Dense(weightVariance: 1.2, biasVariance: 0.3) }
        Branch { Dense(weightVariance: 0.7, trainable: false) }
      }
    }
    let x = inputs(3, 4)
    let estimate = try MonteCarloKernel(architecture, rows: x, width: 128, samples: 400)
    for i in 0..<3 {
      for j in i..<3 {
        let products = zip(x.row(i), x.row(j)).reduce(0) { $0 + $1.0 * $1.1 } / 4
        let (first, second) = (1.2 * products + 0.3, 0.7 * products)
        for sample in [estimate.nngp, estimate.neuralTangent] {
          // Six entries of two kernels, which are the same: only the trained branch has a Θ, its K.
          #expect(abs(sample.mean[i, j] - first * second) < 4 * sample.standardError[i, j])
          #expect(sample.standardError[i, j] < 0.1 * sample.mean[j, j])
        }
      }
    }
  }
}
