import Architectures
import Datasets
import FiniteWidth
import Inference
import InfiniteWidth
import Inputs
import LinearAlgebra
import Randomness
import Suite

/// CIFAR-10 as the networks of `Figure2SGD` see it, averaged over squares of pixels, and λ_max of their analytic
/// kernel.
struct TrainedMapData: Sendable {
  let inputs, targets, testInputs, testTargets: Matrix<Float>
  private let pairs: StoredPairs
  private let biasVariance: Double

  /// The first images of either split, which `context` keeps under the name `purpose`.
  static func kept(
    _ purpose: String, training: Int, test: Int, biasVariance: Double, window: Int, context: RunContext
  ) throws -> TrainedMapData {
    try context.recent(purpose, for: "\(training) \(test) \(biasVariance) \(window)") {
      try TrainedMapData(
        training: training, test: test, biasVariance: biasVariance, window: window, context: context)
    }
  }

  private init(training: Int, test: Int, biasVariance: Double, window: Int, context: RunContext) throws {
    self.biasVariance = biasVariance
    let (own, other) = try context.first(training, test: test, of: .cifar10)
    let prepared = PooledImages.inputs(own.images, window: window)
    inputs = Matrix<Float>(prepared)
    testInputs = Matrix<Float>(PooledImages.inputs(other.images, window: window))
    targets = Matrix<Float>(Targets.centredOneHot(own.labels))
    testTargets = Matrix<Float>(Targets.centredOneHot(other.labels))
    pairs = try StoredPairs(VectorPairs(rows: prepared, commonVariance: 1), threads: context.threads)
  }

  private func architecture(weightVariance: Double, depth: Int) -> Architecture {
    .fullyConnected(depth: depth, nonlinearity: .erf, weightVariance: weightVariance, biasVariance: biasVariance)
  }

  /// Θ on the training images.
  func kernel(weightVariance: Double, depth: Int, threads: Int) throws -> Matrix<Double> {
    let kernel = try architecture(weightVariance: weightVariance, depth: depth).infiniteWidth
      .matrices(of: pairs, get: .ntk, threads: threads)
    return try PriorKernel.ntk.matrix(of: kernel)
  }

  /// λ_max of Θ on the training images.
  func largestEigenvalue(weightVariance: Double, depth: Int, threads: Int) throws -> Double {
    try kernel(weightVariance: weightVariance, depth: depth, threads: threads).largestEigenvalue().eigenvalue
  }

  /// Training accuracies of an infinitely wide network that begins with the outputs f₀ of `network` on the training
  /// images: f = f₀ + (I − e^{−Θt}) (Y − f₀), gradient descent of a small rate on ½ Σ ‖f − y‖².
  ///
  /// - Parameter times: rate × steps.
  /// - Complexity: 4 n³ multiply-adds.
  func linearisedAccuracies(
    _ network: FiniteNetwork<Float>, kernel: consuming Matrix<Double>, times: [Double]
  ) throws -> [Double] {
    let start = Matrix<Double>(try network(inputs))
    let goal = Matrix<Double>(targets)
    func sum(_ a: Matrix<Double>, _ b: Matrix<Double>, sign: Double) -> Matrix<Double> {
      Matrix(rows: a.rows, columns: a.columns, elements: zip(a.elements, b.elements).map { $0 + sign * $1 })
    }
    let flow = try GradientFlow(kernel: kernel, targets: sum(goal, start, sign: -1))
    return try times.map { time in
      Evaluation(outputs: sum(start, try flow.trainingMeans(at: time), sign: 1), targets: goal).accuracy
    }
  }

  func network(weightVariance: Double, depth: Int, width: Int, seed: Seed) throws -> FiniteNetwork<Float> {
    try architecture(weightVariance: weightVariance, depth: depth).finiteWidth(
      width, outputs: targets.columns, inputs: inputs.columns, seed: seed, parameterisation: .neuralTangent,
      as: Float.self)
  }

  /// Gradient descent on ½ Σ ‖f − y‖²; a batch counts `count/batch` times.
  func trainer(_ network: FiniteNetwork<Float>, rate: Double, batch: Int?, seed: Seed) throws -> Trainer<Float> {
    let share = Double(batch ?? inputs.rows) / Double(inputs.rows)
    return try Trainer(
      network, inputs: inputs, targets: targets,
      settings: TrainingSettings(
        loss: .halfSquaredErrorSum, optimiser: .gradientDescent, learningRate: .constant(rate / share),
        batchSize: batch),
      seed: seed, threads: 1)
  }
}
