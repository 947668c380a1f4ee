import Architectures
import Datasets
import FiniteWidth
import Inference
import InfiniteWidth
import Inputs
import LinearAlgebra
import Platform
import Randomness
import Suite

/// CIFAR-10 as the networks of `Figure2SGD` see it, averaged to 8 × 8 × 3 numbers, and λ_max of their analytic kernel.
struct TrainedMapData: Sendable {
  let inputs, targets, testInputs, testTargets: Matrix<Float>
  private let pairs: StoredPairs

  init(training: Int, test: Int, context: RunContext) throws {
    let dataset = try context.dataset(.cifar10)
    let (own, other) = (
      dataset.training.subset(0..<training), dataset.test.subset(0..<min(test, dataset.test.count))
    )
    let prepared = PooledImages.inputs(own.images, window: 4)
    inputs = Matrix<Float>(prepared)
    testInputs = Matrix<Float>(PooledImages.inputs(other.images, window: 4))
    targets = Matrix<Float>(Targets.centredOneHot(own.labels))
    testTargets = Matrix<Float>(Targets.centredOneHot(other.labels))
    pairs = try StoredPairs(VectorPairs(rows: prepared, commonVariance: 1), threads: context.threads)
  }

  static func architecture(weightVariance: Double, depth: Int) -> Architecture {
    .fullyConnected(
      depth: depth, nonlinearity: .erf, weightVariance: weightVariance, biasVariance: Figure2SGD.biasVariance)
  }

  /// λ_max of Θ on the training images.
  func largestEigenvalue(weightVariance: Double, depth: Int, threads: Int) throws -> Double {
    let kernel = try Self.architecture(weightVariance: weightVariance, depth: depth).infiniteWidth
      .matrices(of: pairs, get: .ntk, threads: threads)
    guard let ntk = kernel.ntk else { throw InfiniteWidthError.noWeights }
    return try ntk.largestEigenvalue(start: [Double](repeating: 1, count: ntk.rows)).eigenvalue
  }

  func network(weightVariance: Double, depth: Int, width: Int, seed: Seed) throws -> FiniteNetwork<Float> {
    try Self.architecture(weightVariance: weightVariance, depth: depth).finiteWidth(
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

/// Sizes of the maps of `Figure2SGD` over σ_w² and depth, and one column of them.
struct TrainedMap {
  let weightVariances: [Double]
  let depths: [Int]
  let width, training, test, batch, steps: Int

  /// Training and test accuracies at one σ_w², by depth.
  func column(_ column: Int, context: RunContext) throws -> [String: [Double]] {
    let data = try context.recent("map images", for: "\(training)") {
      try TrainedMapData(training: training, test: test, context: context)
    }
    let weightVariance = weightVariances[column]
    let rates = try depths.map { depth in
      try 0.2 / data.largestEigenvalue(weightVariance: weightVariance, depth: depth, threads: context.threads)
    }
    // The deepest first, which take longest.
    let scores = try Parallel.map(count: depths.count, threads: context.threads) { piece in
      let number = depths.count - 1 - piece
      let index = column * depths.count + number
      let trainer = try data.trainer(
        data.network(
          weightVariance: weightVariance, depth: depths[number], width: width,
          seed: context.seed(purpose: "parameters of maps", index: index)),
        rate: rates[number], batch: batch, seed: context.seed(purpose: "batches", index: index))
      trainer.run(steps: steps)
      return (
        training: try trainer.evaluate(data.inputs, data.targets).accuracy,
        test: try trainer.evaluate(data.testInputs, data.testTargets).accuracy
      )
    }.reversed()
    return ["training_accuracy": scores.map(\.training), "test_accuracy": scores.map(\.test)]
  }
}
