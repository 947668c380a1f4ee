import Architectures
import FiniteWidth
import Foundation
import LinearAlgebra
import Randomness
import Suite

/// The largest learning rate at which full-batch gradient descent on ½ Σ (f − y)² is stable, of finite networks, in the
/// linear regime for which the theory is: the labels lie close to the network's first outputs, at random. With labels
/// of size 1 the networks leave an unstable direction within some steps (see `Figure2SGD`).
package struct LargestRate: Codable, Sendable {
  var width: Int
  var steps = 40
  /// Halvings of the interval of log η, which begins with a factor `margin` on both sides of 2/λ_max of the infinite
  /// network. An end that is not on its side is moved outwards by that factor, at most `widenings` times.
  var halvings = 6
  var margin = 2.0
  static let widenings = 3
  /// Of f − y at the beginning.
  var distance = 1e-3

  package init(width: Int) { self.width = width }

  /// What is found of one network.
  struct Finding {
    /// Where the loss of `steps` steps begins to exceed its first value by a tenth. A mode with a share s of the loss
    /// does so from |1 − ηλ|^{2 steps} = 1.1/s on: with 1/12 and 40 steps, 3 % beyond a growth of 1 in |1 − ηλ|, and
    /// η 1.6 % too large.
    let rate: Double
    /// Whether that place was enclosed, stable below and unstable above; if not, `rate` is an end of the widest
    /// interval.
    let isEnclosed: Bool
    /// 2/λ_max of the network's own tangent kernel, before training.
    let own: Double
  }

  /// - Parameters:
  ///   - unit: 2/λ_max of the infinite network.
  ///   - seed: of the parameters; `labels` of the labels.
  /// - Complexity: `halvings` + 2 times `steps` steps of one core, more where an end is moved, and a tangent kernel.
  func find(
    _ point: PhasePoint, depth: Int, inputs: Matrix<Float>, unit: Double, seed: Seed, labels: Seed
  ) throws -> Finding {
    let dense = Layer.dense(
      weightVariance: point.weightVariance, biasVariance: point.biasVariance, trainable: true)
    let network = try Architecture(layers: [
      .dense(weightVariance: 1, biasVariance: 0, trainable: true),
      .repeated(count: depth, layers: [.activation(point.network.nonlinearity), dense]),
    ]).finiteWidth(
      width, outputs: 1, inputs: inputs.columns, seed: seed, parameterisation: .neuralTangent, as: Float.self)
    var generator = CounterBasedGenerator(seed: labels)
    var targets = try network(inputs)
    for i in 0..<targets.rows { targets[i, 0] += Float(distance * generator.normal()) }
    let end = try end {
      let trainer = try Trainer(
        network, inputs: inputs, targets: targets,
        settings: TrainingSettings(
          loss: .halfSquaredErrorSum, optimiser: .gradientDescent, learningRate: .constant(unit * exp($0))),
        seed: seed, threads: 1)
      return isStable(trainer)
    }
    let kernel = Matrix<Double>(try network.tangentKernel(of: inputs, outputs: 0..<1))
    return Finding(
      rate: unit * exp(end.logRate), isEnclosed: end.isEnclosed, own: 2 / (try kernel.largestEigenvalue().eigenvalue))
  }

  /// Where stability ends on the axis of log η, 0 being 2/λ_max of the infinite network.
  ///
  /// - Parameter isStable: of log η.
  package func end(_ isStable: (Double) throws -> Bool) rethrows -> (logRate: Double, isEnclosed: Bool) {
    var (stable, unstable) = (-log(margin), log(margin))
    let widest = Double(1 + Self.widenings) * log(margin)
    // An end that is on the other's side is a closer bound for the other.
    while !(try isStable(stable)) {
      guard stable - log(margin) > -widest - 1e-9 else { return (stable, false) }
      (stable, unstable) = (stable - log(margin), stable)
    }
    while try isStable(unstable) {
      guard unstable + log(margin) < widest + 1e-9 else { return (unstable, false) }
      (stable, unstable) = (unstable, unstable + log(margin))
    }
    for _ in 0..<halvings {
      let middle = 0.5 * (stable + unstable)
      if try isStable(middle) { stable = middle } else { unstable = middle }
    }
    return (0.5 * (stable + unstable), true)
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
