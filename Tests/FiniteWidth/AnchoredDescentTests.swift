import Architectures
import FiniteWidth
import Inference
import LinearAlgebra
import Testing

@Suite struct AnchoredDescentTests {
  /// Of a network that is linear in what is trained the maximum of the posterior with the prior N(θ₀, I) is
  /// f₀ + Θ̂(x, X) (Θ̂ + λ)⁻¹ (Y − f₀(X)), by an exact solve.
  @Test func theLastLayerEndsAtThePosteriorMean() throws {
    let x: Matrix<Double> = inputs(5, 3)
    let y = Matrix<Double>(rows: 5, columns: 1, elements: [1, -1, 0.5, 0.2, -0.7])
    let network = try Architecture {
      Dense(weightVariance: 2, biasVariance: 0.1, trainable: false)
      ReLU()
      Dense(weightVariance: 2, biasVariance: 0.1)
    }.finiteWidth(16, inputs: 3, seed: seed, parameterisation: .neuralTangent)
    let kernel = try network.tangentKernel(of: x, outputs: 0..<1)
    let decay = 0.4
    let largest = try SymmetricEigendecomposition(kernel).eigenvalues.last ?? 1
    // Slowest mode: 1 − ηλ with momentum 0.9, ten times as fast; 2000 steps leave e^{−2000 · 10 · 0.4/(λ_max + 0.4)}.
    let descent = AnchoredDescent(rate: 1 / (largest + decay), momentum: 0.9, decay: decay)
    let trained = try descent.trained(network, inputs: x, targets: y, steps: 2_000)
    let initial = try network(x)
    var residuals = y
    for k in residuals.elements.indices { residuals.elements[k] -= initial.elements[k] }
    let process = try GaussianProcess(trainingKernel: kernel, targets: residuals, noiseVariance: decay)
    let learned = process.mean(crossKernel: kernel)
    let outputs = try trained(x)
    for k in outputs.elements.indices {
      #expect(abs(outputs.elements[k] - initial.elements[k] - learned.elements[k]) < 1e-9)
    }
    // Layers that are not trained stay to the bit.
    #expect(trained.parameters[0] == network.parameters[0])
  }

  /// One step without momentum moves by −η μ ∂L/∂W in either parameterisation.
  @Test(arguments: Parameterisation.allCases) func oneStepIsTheGradient(parameterisation: Parameterisation) throws {
    let x: Matrix<Double> = inputs(3, 3)
    let y = Matrix<Double>(rows: 3, columns: 2, elements: [1, -1, 0.5, 0.2, -0.7, 0.4])
    let network = try FiniteNetworkTests.network.finiteWidth(
      6, outputs: 2, inputs: 3, seed: seed, parameterisation: parameterisation)
    let trained = try AnchoredDescent(rate: 0.1, decay: 0.3).trained(network, inputs: x, targets: y, steps: 1)
    let trace = try network.trace(x)
    var residuals = trace.outputs
    for k in residuals.elements.indices { residuals.elements[k] -= y.elements[k] }
    for (layer, gradient) in try network.gradients(trace, outputGradient: residuals).enumerated() {
      let (before, after) = (network.parameters[layer], trained.parameters[layer])
      for k in before.weights.elements.indices {
        let expected = before.weights.elements[k] - 0.1 * before.weightMetric * gradient.weights.elements[k]
        #expect(abs(after.weights.elements[k] - expected) < 1e-14)
      }
      for k in before.biases.indices {
        #expect(abs(after.biases[k] - before.biases[k] + 0.1 * before.biasMetric * gradient.biases[k]) < 1e-14)
      }
    }
  }
}
