import Architectures
import FiniteWidth
import Inference
import LinearAlgebra
import Testing

@Suite struct DecayCentreTests {
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
    let trainer = try Trainer(
      network, inputs: x, targets: y,
      settings: TrainingSettings(
        loss: .halfSquaredErrorSum, optimiser: .momentum(0.9), learningRate: .constant(1 / (largest + decay)),
        weightDecay: decay, decayCentre: .initialParameters), seed: seed)
    trainer.run(steps: 2_000)
    let initial = try network(x)
    var residuals = y
    for k in residuals.elements.indices { residuals.elements[k] -= initial.elements[k] }
    let process = try GaussianProcess(trainingKernel: kernel, targets: residuals, noise: .absolute(first: decay))
    let learned = process.mean(crossKernel: kernel)
    let outputs = try trainer.network(x)
    for k in outputs.elements.indices {
      #expect(abs(outputs.elements[k] - initial.elements[k] - learned.elements[k]) < 1e-9)
    }
    // Layers that are not trained stay to the bit.
    #expect(trainer.network.parameters[0] == network.parameters[0])
  }

  /// The first step begins at the centre, where the decay is 0; the second has the whole of it. With plain descent the
  /// two of them move by −η μ (g₁ + g₂) − η λ (W₁ − W₀), in either parameterisation.
  @Test(arguments: Parameterisation.allCases) func twoStepsWrittenOut(parameterisation: Parameterisation) throws {
    let x: Matrix<Double> = inputs(3, 3)
    let y = Matrix<Double>(rows: 3, columns: 2, elements: [1, -1, 0.5, 0.2, -0.7, 0.4])
    let network = try FiniteNetworkTests.network.finiteWidth(
      6, outputs: 2, inputs: 3, seed: seed, parameterisation: parameterisation)
    let (rate, decay) = (0.1, 0.3)
    let trainer = try Trainer(
      network, inputs: x, targets: y,
      settings: TrainingSettings(
        loss: .halfSquaredErrorSum, optimiser: .gradientDescent, learningRate: .constant(rate), weightDecay: decay,
        decayCentre: .initialParameters), seed: seed)
    var before = network
    for _ in 1...2 {
      trainer.step()
      let trace = try before.trace(x)
      var residuals = trace.outputs
      for k in residuals.elements.indices { residuals.elements[k] -= y.elements[k] }
      let after = trainer.network
      for (layer, gradient) in try before.gradients(trace, outputGradient: residuals).enumerated() {
        let (old, new, centre) = (before.parameters[layer], after.parameters[layer], network.parameters[layer])
        func check(
          _ old: [Double], _ new: [Double], _ centre: [Double], _ gradient: [Double], metric: Double
        ) {
          for k in old.indices where metric > 0 {
            let expected = old[k] - rate * (metric * gradient[k] + decay * (old[k] - centre[k]))
            #expect(abs(new[k] - expected) < 1e-14)
          }
        }
        check(
          old.weights.elements, new.weights.elements, centre.weights.elements, gradient.weights.elements,
          metric: old.weightMetric)
        check(old.biases, new.biases, centre.biases, gradient.biases, metric: old.biasMetric)
      }
      before = after
    }
  }
}
