import Architectures
import FiniteWidth
import LinearAlgebra
import Randomness
import Results
import Suite

/// How much gradient descent changed one network: relative Frobenius norms, and the distance from the linearised
/// network.
struct TrainingChange: Sendable {
  /// By their names in files and keys.
  enum Quantity: String, AxisValue, CaseIterable {
    case inputWeights = "input_weights"
    case hiddenWeights = "hidden_weights"
    case outputWeights = "output_weights"
    case tangentKernel = "tangent_kernel"
    case covarianceKernel = "covariance_kernel"
    case linearisationError = "linearisation_error"
    case finalLoss = "final_loss"

    /// Those that fall with the width.
    static let changes = allCases.dropLast()

    var title: String {
      switch self {
      case .covarianceKernel: "NNGP kernel"
      case .linearisationError: "distance from linearised network"
      default: rawValue.replacing("_", with: " ")
      }
    }
  }

  /// In the order of `Quantity.allCases`.
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
      Difference(before.weights.elements, after.weights.elements)
    }
    let hidden = weights.dropFirst().dropLast().reduce(Difference([Float](), []), +)
    let tangent = Difference(
      try network.fullTangentKernel(data.inputs).elements, try trained.fullTangentKernel(data.inputs).elements)
    let covariance = Difference(
      try network.trace(data.inputs).lastHiddenSecondMoments?.elements ?? [],
      try trained.trace(data.inputs).lastHiddenSecondMoments?.elements ?? [])
    let fromLinear = Difference(
      try linear.outputs(at: [rate * Double(steps)])[0].elements, try trained(testInputs).elements.map(Double.init))
    values = [
      weights[0].relative, hidden.relative, weights[weights.count - 1].relative, tangent.relative, covariance.relative,
      (fromLinear.square / Double(testInputs.rows * data.outputs)).squareRoot(),
      trainer.lastLoss / Double(data.count * data.outputs),
    ]
  }
  /// How far apart two lists of numbers are, summed in float64.
  private struct Difference {
    /// ‖a' − a‖²
    var square = 0.0
    /// ‖a‖²
    var norm = 0.0

    init<S: Scalar>(_ before: [S], _ after: [S]) {
      for (old, new) in zip(before, after) {
        let (old, new) = (Double(old), Double(new))
        square += (new - old) * (new - old)
        norm += old * old
      }
    }

    var relative: Double { (square / norm).squareRoot() }

    static func + (first: Self, second: Self) -> Self {
      var sum = first
      sum.square += second.square
      sum.norm += second.norm
      return sum
    }
  }
}
