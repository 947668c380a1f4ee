import FiniteWidth
import LinearAlgebra
import Platform
import Randomness
import Results
import Suite

/// Four trained networks, two initial functions with two draws of the data each, and what the limit makes of the same.
struct ClosureBlock {
  let row: Row

  init(_ task: ClosureTask, width: Int, block: Int, _ context: RunContext) throws {
    let runs = try Parallel.map(count: 4, threads: context.threads) { network in
      let (initial, draw) = (2 * block + network / 2, 2 * block + network % 2)
      return try Run(
        task, width: width, targets: task.targets(context.seed(purpose: "noise", index: draw)),
        seed: context.seed(purpose: "parameters of width \(width)", index: initial))
    }
    row = Row(
      BiasVarianceOverTime.squares => Self.squares(runs.map(\.outputs), task)
        + Self.squares(runs.map(\.limit), task),
      BiasVarianceOverTime.learnt => Self.learnt(runs, task))
  }

  /// One network.
  private struct Run: Sendable {
    let targets: [Double]
    /// At all positions, step by step: of the network, and what the limit makes of the same f₀ and Y.
    let outputs, limit: [[Double]]

    init(_ task: ClosureTask, width: Int, targets: [Double], seed: Seed) throws {
      func column(_ values: [Double]) -> Matrix<Float> {
        Matrix<Float>(Matrix(rows: values.count, columns: 1, elements: values))
      }
      let trainer = try Trainer(
        task.settings.architecture.finiteWidth(
          width, inputs: 1, seed: seed, parameterisation: .neuralTangent, as: Float.self),
        inputs: column(Array(task.positions.prefix(targets.count))), targets: column(targets),
        settings: TrainingSettings(
          loss: .halfSquaredErrorSum, optimiser: .gradientDescent, learningRate: .constant(task.rate)),
        seed: seed, threads: 1)
      outputs = try task.settings.steps.map { step in
        trainer.run(steps: step - trainer.stepsTaken)
        return try trainer.outputs(for: column(task.positions)).elements.map(Double.init)
      }
      limit = task.limit(start: outputs[0], targets: targets)
      self.targets = targets
    }
  }

  /// Over parts, squares and steps.
  private static func squares(_ networks: [[[Double]]], _ task: ClosureTask) -> [Double] {
    let (n, truth) = (task.settings.inputs, task.truth)
    return Part.allCases.flatMap { part in
      let range = part == .data ? 0..<n : n..<truth.count
      let squares = task.settings.steps.indices.map { step in
        BlockSquares(networks.map { $0[step][range] }, truth: truth[range]).values
      }
      return Square.allCases.indices.flatMap { square in squares.map { $0[square] } }
    }
  }

  /// Over tracked modes and steps.
  private static func learnt(_ runs: [Run], _ task: ClosureTask) -> [Double] {
    // By network, step and mode.
    let gaps = runs.map { run in
      run.outputs.map { outputs in task.amplitudes(zip(run.targets, outputs).map { $0 - $1 }) }
    }
    return (0..<task.settings.tracked).flatMap { mode in
      let square = gaps.reduce(0) { $0 + $1[0][mode] * $1[0][mode] }
      return task.settings.steps.indices.map { step in
        1 - gaps.reduce(0) { $0 + $1[step][mode] * $1[0][mode] } / square
      }
    }
  }
}
