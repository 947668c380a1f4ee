import Architectures
import FiniteWidth
import LinearAlgebra
import Randomness

/// How much gradient descent changed one network: relative Frobenius norms, and the distance from the linearised
/// network.
struct TrainingChange: Sendable {
  /// The quantities by their names in files and keys, in the order of `values`.
  static let names = [
    "input_weights", "hidden_weights", "output_weights", "tangent_kernel", "covariance_kernel", "linearisation_error",
    "final_loss",
  ]
  let values: [Double]

  /// - Parameters:
  ///   - steps: of full-batch gradient descent at rate `rate` on ½ Σ ‖f − y‖².
  ///   - testInputs: where the linearised network is compared, [m, d].
  /// - Complexity: steps · 6 n parameters multiply-adds, and 4 (n k)³ for the linearised network.
  init(
    _ network: FiniteNetwork<Float>, on data: ImageRegression, testInputs: Matrix<Float>, rate: Double, steps: Int,
    seed: Seed
  ) throws {
    let linear = try LinearisedTraining(
      network, inputs: data.inputs, targets: Matrix<Double>(data.targets), testInputs: testInputs)
    let trainer = try Trainer(
      network, inputs: data.inputs, targets: data.targets,
      settings: TrainingSettings(
        loss: .halfSquaredErrorSum, optimiser: .gradientDescent, learningRate: .constant(rate)),
      seed: seed, threads: 1)
    trainer.run(steps: steps)
    let trained = trainer.network
    let weights = zip(network.parameters, trained.parameters).map { before, after in
      Self.change(before.weights.elements, after.weights.elements)
    }
    let hidden = weights.dropFirst().dropLast()
    func relative(_ change: (square: Double, norm: Double)) -> Double { (change.square / change.norm).squareRoot() }
    let inner = hidden.reduce((square: 0.0, norm: 0.0)) { ($0.square + $1.square, $0.norm + $1.norm) }
    let tangent = Self.change(
      try network.fullTangentKernel(data.inputs).elements, try trained.fullTangentKernel(data.inputs).elements)
    let covariance = Self.change(
      try network.trace(data.inputs).lastHiddenSecondMoments?.elements ?? [],
      try trained.trace(data.inputs).lastHiddenSecondMoments?.elements ?? [])
    let difference = Self.change(
      try linear.outputs(at: [rate * Double(steps)])[0].elements, try trained(testInputs).elements.map(Double.init))
    values = [
      relative(weights[0]), relative(inner), relative(weights[weights.count - 1]), relative(tangent),
      relative(covariance), (difference.square / Double(testInputs.rows * data.outputs)).squareRoot(),
      trainer.lastLoss / Double(data.count * data.outputs),
    ]
  }

  /// ‖a' − a‖² and ‖a‖², summed in float64.
  private static func change<S: Scalar>(_ before: [S], _ after: [S]) -> (square: Double, norm: Double) {
    var (square, norm) = (0.0, 0.0)
    for (old, new) in zip(before, after) {
      let (old, new) = (Double(old), Double(new))
      square += (new - old) * (new - old)
      norm += old * old
    }
    return (square, norm)
  }
}
