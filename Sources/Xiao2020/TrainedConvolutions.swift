import Architectures
import Datasets
import FiniteWidth
import LinearAlgebra
import Platform
import Randomness
import Suite
import Synchronization

/// CNN-F trained over σ_w² and depth: the sizes of a map of `Figure2SGDConvolutional`, and one column of it.
///
/// CNN-F is `depth` times (3 × 3 convolution on the torus, erf), then flattening and a dense readout, in NTK
/// parameterisation.
package struct TrainedConvolutions: Sendable {
  static let biasVariance = 0.186

  let weightVariances: [Double]
  let depths: [Int]
  let channels, training, test, batch, epochs: Int

  /// - Parameter count: of values of σ_w² and of depths.
  package init(_ count: Int, deepest: Int, channels: Int, training: Int, test: Int, batch: Int, epochs: Int) {
    func share(_ k: Int) -> Double { Double(k) / Double(count - 1) }
    weightVariances = (0..<count).map { 0.4853 + 3.6221 * share($0) }
    depths = (0..<count).map { Int((1 + Double(deepest - 1) * share($0)).rounded()) }
    (self.channels, self.training, self.test, self.batch) = (channels, training, test, batch)
    self.epochs = epochs
  }

  static func architecture(weightVariance: Double, depth: Int) throws -> Architecture {
    try Architecture {
      Repeat(depth) {
        Convolution(kernelSize: 3, padding: .circular, weightVariance: weightVariance, biasVariance: biasVariance)
        Erf()
      }
      Flatten()
      Dense(weightVariance: weightVariance, biasVariance: biasVariance)
    }
  }

  var stepCount: Int { epochs * training / batch }

  /// What is trained towards the labels, and scored.
  package enum Reading: Sendable {
    /// f, as the paper has it.
    case network
    /// f − f₀, f₀ the initial function: what training has changed.
    case change
  }

  /// What one network gave.
  package struct Scores: Sendable {
    package var training = Double.nan
    package var test = Double.nan
    /// λ_max of Θ on the images of a mini-batch.
    package var largestEigenvalue = Double.nan
  }

  /// The networks of one σ_w² by depth: each on one core, so that no score depends on how many there are.
  ///
  /// - Complexity: per network `stepCount` × 6 × batch × 64 × 9 channels² × depth multiply-adds.
  package func column(_ column: Int, _ reading: Reading, context: RunContext) throws -> [Scores] {
    let images = try context.recent("reduced images", for: "\(training)") {
      try ReducedImages(training: training, test: test, batch: batch, context: context)
    }
    let found = Mutex([Scores](repeating: Scores(), count: depths.count))
    // The deepest first, which take longest.
    try Parallel.forEach(count: depths.count, threads: context.threads) { piece in
      let number = depths.count - 1 - piece
      let scores = try train(
        reading, weightVariance: weightVariances[column], depth: depths[number], images, context,
        index: column * depths.count + number)
      found.withLock { $0[number] = scores }
    }
    return found.withLock { $0 }
  }

  private func train(
    _ reading: Reading, weightVariance: Double, depth: Int, _ images: ReducedImages, _ context: RunContext, index: Int
  ) throws -> Scores {
    let architecture = try Self.architecture(weightVariance: weightVariance, depth: depth)
    var scores = Scores()
    scores.largestEigenvalue = try images.largestEigenvalue(of: architecture)
    let network = try architecture.finiteWidth(
      channels, outputs: images.targets.columns, input: ReducedImages.shape,
      seed: context.seed(purpose: "parameters", index: index), parameterisation: .neuralTangent,
      as: Float.self)
    let settings = TrainingSettings(
      loss: .halfSquaredErrorSum, optimiser: .gradientDescent,
      learningRate: .constant(0.2 / scores.largestEigenvalue), batchSize: batch)
    func trainer(_ targets: Matrix<Float>) throws -> Trainer<Float> {
      try Trainer(
        network, inputs: images.inputs, targets: targets, settings: settings,
        seed: context.seed(purpose: "batches", index: index), threads: 1)
    }
    switch reading {
    case .network:
      let trainer = try trainer(images.targets)
      trainer.run(steps: stepCount)
      scores.training = try trainer.evaluate(images.inputs, images.targets).accuracy
      scores.test = try trainer.evaluate(images.testInputs, images.testTargets).accuracy
    case .change:
      let untrained = try trainer(images.targets)
      let start = try untrained.outputs(for: images.inputs)
      let testStart = try untrained.outputs(for: images.testInputs)
      // f − f₀ goes towards the labels where f goes towards them plus f₀.
      let trainer = try trainer(images.targets.plus(start))
      trainer.run(steps: stepCount)
      let (outputs, testOutputs) = (
        try trainer.outputs(for: images.inputs), try trainer.outputs(for: images.testInputs)
      )
      scores.training = Evaluation(outputs: outputs.plus(start, times: -1), targets: images.targets).accuracy
      scores.test = Evaluation(outputs: testOutputs.plus(testStart, times: -1), targets: images.testTargets).accuracy
    }
    return scores
  }
}

extension Matrix<Float> {
  fileprivate func plus(_ other: Matrix, times factor: Float = 1) -> Matrix {
    Matrix(rows: rows, columns: columns, elements: zip(elements, other.elements).map { $0 + factor * $1 })
  }
}
