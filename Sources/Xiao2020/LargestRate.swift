import Architectures
import FiniteWidth
import Foundation
import InfiniteWidth
import LinearAlgebra
import Randomness
import Suite

/// The largest learning rate at which full-batch gradient descent on ½ Σ (f − y)² is stable, of finite networks.
struct LargestRate: Codable, Sendable {
  var width: Int
  var steps: Int
  /// Halvings of the interval of log η, which begins with a factor `margin` on both sides of 2/λ_max of the infinite
  /// network.
  var halvings = 7
  var margin = 4.0

  /// One network's, in units of 2/λ_max of the infinite network: where the loss of `steps` steps begins to exceed its
  /// first value by a tenth, as in `RateSweep`.
  ///
  /// - Parameters:
  ///   - unit: 2/λ_max.
  ///   - seed: of the parameters.
  /// - Complexity: `halvings` · `steps` steps of one core.
  func relative(
    _ point: PhasePoint, depth: Int, inputs: Matrix<Float>, targets: Matrix<Float>, unit: Double, seed: Seed
  ) throws -> Double {
    let dense = Layer.dense(
      weightVariance: point.weightVariance, biasVariance: point.biasVariance, trainable: true)
    let network = try Architecture(layers: [
      .dense(weightVariance: 1, biasVariance: 0, trainable: true),
      .repeated(count: depth, layers: [.activation(point.network.nonlinearity), dense]),
    ]).finiteWidth(
      width, outputs: targets.columns, inputs: inputs.columns, seed: seed, parameterisation: .neuralTangent,
      as: Float.self)
    var (stable, unstable) = (-log(margin), log(margin))
    for _ in 0..<halvings {
      let middle = 0.5 * (stable + unstable)
      let trainer = try Trainer(
        network, inputs: inputs, targets: targets,
        settings: TrainingSettings(
          loss: .halfSquaredErrorSum, optimiser: .gradientDescent, learningRate: .constant(unit * exp(middle))),
        seed: seed, threads: 1)
      if isStable(trainer) { stable = middle } else { unstable = middle }
    }
    return exp(0.5 * (stable + unstable))
  }

  private func isStable(_ trainer: Trainer<Float>) -> Bool {
    var (first, isStable) = (Double.nan, true)
    trainer.run(steps: steps, every: 1) { trainer in
      if trainer.stepsTaken == 1 { first = trainer.lastLoss }
      isStable = trainer.lastLoss <= 1.1 * first
      return isStable
    }
    return isStable && !trainer.status.isDiverged
  }
}
