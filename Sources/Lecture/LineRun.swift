import FiniteWidth
import LinearAlgebra
import Randomness

/// A network before and after gradient descent on all points of a `LineTask`, in single precision.
struct LineRun: Sendable {
  let before, after: FiniteNetwork<Float>

  /// - Parameter decay: λ of the penalty ½ λ |θ − θ₀|², towards the parameters at the beginning.
  /// - Throws: `FiniteWidthFailure`.
  init(_ task: LineTask, width: Int, rate: Double, steps: Int, decay: Double = 0, seed: Seed) throws {
    before = try task.network(width: width, seed: seed, as: Float.self)
    let trainer = try Trainer(
      before, inputs: LineTask.column(task.data.inputs.map(Float.init)),
      targets: LineTask.column(task.data.targets.map(Float.init)),
      settings: TrainingSettings(
        loss: .halfSquaredErrorSum, optimiser: .gradientDescent, learningRate: .constant(rate), weightDecay: decay,
        decayCentre: .initialParameters),
      seed: seed, threads: 1)
    trainer.run(steps: steps)
    after = trainer.network
  }

  private func network(_ stage: Stage) -> FiniteNetwork<Float> { stage == .before ? before : after }

  func outputs(_ stage: Stage, at positions: [Double]) throws -> [Double] {
    try network(stage)(LineTask.column(positions.map(Float.init))).elements.map(Double.init)
  }

  /// Θ̂ between two inputs, in the order of `PairEntry.allCases`.
  func kernel(_ stage: Stage, of pair: [Double]) throws -> [Double] {
    let kernel = try network(stage).tangentKernel(of: LineTask.column(pair.map(Float.init)), outputs: 0..<1)
    return [kernel[0, 0], kernel[0, 1], kernel[1, 1]].map(Double.init)
  }

  /// ω of W = √μ ω, whose entries are N(0, 1) before training, [fan-in, fan-out].
  func weights(_ stage: Stage, _ layer: WeightLayer) -> Matrix<Double> {
    let parameters = network(stage).parameters[layer.place]
    var weights = Matrix<Double>(parameters.weights)
    let scale = 1 / parameters.weightMetric.squareRoot()
    for k in weights.elements.indices { weights.elements[k] *= scale }
    return weights
  }

  /// ‖ω₀‖² and ‖ω_t − ω₀‖², Frobenius.
  func squares(_ layer: WeightLayer) -> (initial: Double, change: Double) {
    let (old, new) = (weights(.before, layer).elements, weights(.after, layer).elements)
    return zip(old, new).reduce((0, 0)) { ($0.0 + $1.0 * $1.0, $0.1 + ($1.1 - $1.0) * ($1.1 - $1.0)) }
  }
}
