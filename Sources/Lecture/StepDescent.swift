import FiniteWidth
import LinearAlgebra
import Randomness

/// Gradient descent of a network at one rate, in double precision: what is told apart here are small differences.
struct StepDescent {
  private let task: LineTask
  private let trainer: Trainer<Double>
  private let rate: Double

  /// - Throws: `FiniteWidthFailure`.
  init(_ task: LineTask, width: Int, rate: Double, seed: Seed) throws {
    (self.task, self.rate) = (task, rate)
    trainer = try Trainer(
      task.network(width: width, seed: seed, as: Double.self), inputs: LineTask.column(task.data.inputs),
      targets: LineTask.column(task.data.targets),
      settings: TrainingSettings(
        loss: .halfSquaredErrorSum, optimiser: .gradientDescent, learningRate: .constant(rate)),
      seed: seed, threads: 1)
  }

  /// f(X) after so many steps from the beginning, not fewer than before.
  func outputs(after steps: Int) throws -> [Double] {
    trainer.run(steps: steps - trainer.stepsTaken)
    return try trainer.outputs(for: LineTask.column(task.data.inputs)).elements
  }

  /// ½ Σ (f − y)² after 0 to `steps` steps, and at the end ηλ_max of the network's own kernel.
  func losses(steps: Int) throws -> (losses: [Double], sharpness: Double) {
    let losses = try (0...steps).map { step in
      try zip(outputs(after: step), task.data.targets).reduce(0) { $0 + 0.5 * ($1.0 - $1.1) * ($1.0 - $1.1) }
    }
    let kernel = try trainer.network.tangentKernel(of: LineTask.column(task.data.inputs), outputs: 0..<1)
    return (losses, rate * (try KernelModes(kernel).largest))
  }
}
