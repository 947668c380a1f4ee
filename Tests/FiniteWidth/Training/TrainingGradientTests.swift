import Architectures
import FiniteWidth
import LinearAlgebra
import Testing

@Suite struct TrainingGradientTests {
  /// Distributions, so that they serve cross-entropy too.
  static func targets(_ outputs: Int) -> Matrix<Double> {
    guard outputs == 2 else { return Matrix(rows: 3, columns: outputs, repeating: 1 / Double(outputs)) }
    return Matrix(rows: 3, columns: 2, elements: [0.3, 0.7, 0.9, 0.1, 0.5, 0.5])
  }

  static func trainer(
    _ network: FiniteNetwork<Double>, _ loss: Loss, threads: Int = 1
  ) throws -> Trainer<Double> {
    try Trainer(
      network, inputs: inputs(3, network.inputs), targets: targets(network.outputs),
      settings: TrainingSettings(loss: loss, optimiser: .gradientDescent, learningRate: .constant(1)), seed: seed,
      threads: threads)
  }

  /// A step of gradient descent at rate 1 moves W by −μ ∂L/∂W. Central differences of the loss at h = 1e-5 are off by
  /// h²/6 L''' + 2⁻⁵³ |L|/h, about 1e-10; no preactivation is within h of a kink with these seeds, except where a layer
  /// without biases gets zeros, and there the biases are no parameters. Dropout takes the same units in every first
  /// step.
  @Test(arguments: Loss.allCases, Parameterisation.allCases)
  func everyKindOfLayerAgreesWithFiniteDifferences(loss: Loss, parameterisation: Parameterisation) throws {
    for sample in try NetworkSample.all(features: 4) {
      let network = try sample.network(5, outputs: 2, parameterisation: parameterisation)
      let trainer = try Self.trainer(network, loss)
      trainer.step()
      let moved = trainer.network
      func value(_ change: (inout FiniteNetwork<Double>) -> Void) throws -> Double {
        var changed = network
        change(&changed)
        let trainer = try Self.trainer(changed, loss)
        trainer.step()
        return trainer.lastLoss
      }
      let h = 1e-5
      for (layer, (before, after)) in zip(network.parameters, moved.parameters).enumerated() {
        // Of images every seventh weight: those of all offsets and channels in turn.
        let step = sample.shape == .vector(features: 4) ? 1 : 7
        for k in stride(from: 0, to: before.weights.elements.count, by: step) {
          let upper = try value { $0.parameters[layer].weights.elements[k] += h }
          let lower = try value { $0.parameters[layer].weights.elements[k] -= h }
          let expected = before.weightMetric * (upper - lower) / (2 * h)
          #expect(abs(before.weights.elements[k] - after.weights.elements[k] - expected) < 1e-8)
        }
        for k in before.biases.indices {
          let upper = try value { $0.parameters[layer].biases[k] += h }
          let lower = try value { $0.parameters[layer].biases[k] -= h }
          let expected = before.biasMetric == 0 ? 0 : before.biasMetric * (upper - lower) / (2 * h)
          #expect(abs(before.biases[k] - after.biases[k] - expected) < 1e-8)
        }
      }
    }
  }

  /// The parts of the workers fit together: 100 units are more than one part, and the trainer sums products in another
  /// order than `gradients`, which knows no parts.
  @Test(arguments: [1, 2, 3]) func manyWorkersGiveTheGradient(threads: Int) throws {
    for sample in try NetworkSample.all(features: 4) where !sample.hasDropout {
      // A convolution of 30 channels has 108 positions, which are more than one block of patches.
      let network = try sample.network(sample.shape == .vector(features: 4) ? 100 : 30, outputs: 2)
      let trainer = try Self.trainer(network, .halfSquaredErrorSum, threads: threads)
      trainer.step()
      let trace = try network.trace(sample.inputs(3))
      let y = Self.targets(network.outputs)
      let difference = Matrix<Double>(
        rows: 3, columns: network.outputs, elements: zip(trace.outputs.elements, y.elements).map { $0 - $1 })
      let gradients = try network.gradients(trace, outputGradient: difference)
      for (before, (after, gradient)) in zip(network.parameters, zip(trainer.network.parameters, gradients)) {
        let scale = max(1, gradient.weights.elements.map { abs($0) }.max() ?? 1)
        for k in before.weights.elements.indices where before.weightMetric > 0 {
          let moved = before.weights.elements[k] - after.weights.elements[k]
          #expect(abs(moved - before.weightMetric * gradient.weights.elements[k]) < 1e-13 * scale)
        }
        for k in before.biases.indices where before.biasMetric > 0 {
          let moved = before.biases[k] - after.biases[k]
          #expect(abs(moved - before.biasMetric * gradient.biases[k]) < 1e-13 * scale)
        }
      }
    }
  }

  /// A step in single precision moves W by the gradient of the same network in double precision. Sums of up to some
  /// thousand products, each right to 2⁻²⁴, are off by some 2⁻²⁴ √1000 = 2e-6 of their terms; W itself is rounded to
  /// 2⁻²⁴ of its size, of order one.
  @Test(arguments: [1, 2]) func singlePrecisionFollowsTheGradient(threads: Int) throws {
    for sample in try NetworkSample.all(features: 4) where !sample.hasDropout {
      let network = try sample.network(12, outputs: 2)
      let single = try sample.architecture.finiteWidth(
        12, outputs: 2, input: sample.shape, seed: seed, as: Float.self)
      let targets = Self.targets(network.outputs)
      let trainer = try Trainer(
        single, inputs: Matrix<Float>(sample.inputs(3)), targets: Matrix<Float>(targets),
        settings: TrainingSettings(
          loss: .halfSquaredErrorSum, optimiser: .gradientDescent, learningRate: .constant(1)), seed: seed,
        threads: threads)
      trainer.step()
      let trace = try network.trace(sample.inputs(3))
      let difference = Matrix<Double>(
        rows: 3, columns: network.outputs, elements: zip(trace.outputs.elements, targets.elements).map { $0 - $1 })
      let gradients = try network.gradients(trace, outputGradient: difference)
      for (before, (after, gradient)) in zip(single.parameters, zip(trainer.network.parameters, gradients)) {
        let scale = max(1, gradient.weights.elements.map { abs($0) }.max() ?? 1)
        for k in before.weights.elements.indices where before.weightMetric > 0 {
          let moved = Double(before.weights.elements[k]) - Double(after.weights.elements[k])
          #expect(abs(moved - before.weightMetric * gradient.weights.elements[k]) < 1e-5 * scale)
        }
      }
    }
  }

  /// Gradients that are added up begin at zero in every step: the second is that of a trainer that has taken none.
  @Test(arguments: [1, 2]) func aStepLeavesNothingBehind(threads: Int) throws {
    for sample in try NetworkSample.all(features: 4) where !sample.hasDropout {
      let network = try sample.network(12, outputs: 2)
      let trainer = try Self.trainer(network, .meanSquaredError, threads: threads)
      trainer.step()
      let fresh = try Self.trainer(trainer.network, .meanSquaredError, threads: threads)
      trainer.step()
      fresh.step()
      #expect(trainer.network.parameters == fresh.network.parameters)
    }
  }

  @Test func theLossIsThatOfTheOutputs() throws {
    for sample in try NetworkSample.all(features: 4) where !sample.hasDropout {
      let network = try sample.network(6, outputs: 2)
      let f = try network(sample.inputs(3))
      let squares = zip(f.elements, Self.targets(network.outputs).elements).reduce(0) {
        $0 + ($1.0 - $1.1) * ($1.0 - $1.1)
      }
      for (loss, expected) in [
        (Loss.halfSquaredErrorSum, squares / 2), (.meanSquaredError, squares / Double(f.elements.count)),
      ] {
        let trainer = try Self.trainer(network, loss)
        #expect(trainer.lastLoss.isNaN)
        trainer.step()
        #expect(abs(trainer.lastLoss - expected) < 1e-13 * max(1, expected))
      }
    }
  }

  /// Frozen layers keep their bits, and what stands before the first trained layer is not even differentiated.
  @Test func layersThatAreNotTrainedStay() throws {
    let network = try Architecture {
      Dense(weightVariance: 1.5, biasVariance: 0.1, trainable: false)
      Tanh()
      Dense(weightVariance: 1.2, biasVariance: 0.1)
      ReLU()
      Dense(weightVariance: 1.1, biasVariance: 0.1, trainable: false)
    }.finiteWidth(8, outputs: 2, inputs: 4, seed: seed)
    let trainer = try Self.trainer(network, .meanSquaredError)
    trainer.run(steps: 3)
    let after = trainer.network
    #expect(after.parameters[0] == network.parameters[0])
    #expect(after.parameters[1].weights != network.parameters[1].weights)
    #expect(after.parameters[2] == network.parameters[2])
  }
}
