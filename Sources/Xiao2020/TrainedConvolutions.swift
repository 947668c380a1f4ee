import Architectures
import Datasets
import FiniteWidth
import LinearAlgebra
import Platform
import Results
import Suite

/// CNN-F trained over σ_w² and depth: the sizes of a map of `Figure2SGDConvolutional`, and one column of it.
///
/// CNN-F is `depth` times (3 × 3 convolution on the torus, erf), then flattening and a dense readout, in NTK
/// parameterisation.
package struct TrainedConvolutions: Codable, Sendable {
  package var grid: MapGrid
  package var channels, training, test, batch, epochs: Int
  /// Pixels along a side of the blocks that are averaged.
  package var block = 4
  /// In units of 2/λ_max.
  package var rate = 0.1

  /// Positions along a side of the images.
  var side: Int { DatasetDescription.cifar10.shape.height / block }

  package init(_ grid: MapGrid, channels: Int, training: Int, test: Int, batch: Int, epochs: Int) {
    (self.grid, self.channels, self.training, self.test) = (grid, channels, training, test)
    (self.batch, self.epochs) = (batch, epochs)
  }

  private func architecture(weightVariance: Double, depth: Int) throws -> Architecture {
    let biasVariance = grid.biasVariance
    return try Architecture {
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
  package enum Reading: Sendable, CaseIterable {
    /// f, as the paper has it.
    case network
    /// f − f₀, f₀ the initial function: what training has changed.
    case change

    package var sweep: SweepName { self == .network ? .only : SweepName("change") }
    var function: String { self == .network ? "f" : "f − f₀" }
    var markup: String { self == .network ? "<i>f</i>" : "<i>f</i> − <i>f</i><sub>0</sub>" }
  }

  /// What one network gave.
  package struct Scores: Sendable {
    package var training = Double.nan
    package var test = Double.nan
    /// λ_max of Θ on the images of a mini-batch.
    package var largestEigenvalue = Double.nan
    /// The first step whose loss was not finite; 0: none. From then on both accuracies are chance.
    package var divergedStep = 0
  }

  /// The networks of the σ_w² at a place by depth: each on one core, so that no score depends on how many there are.
  ///
  /// - Complexity: per network `stepCount` × 6 × batch × 64 × 9 channels² × depth multiply-adds.
  package func column(_ column: Int, _ reading: Reading, context: RunContext) throws -> [Scores] {
    let images = try context.recent("reduced images", for: "\(training) \(test) \(batch)") {
      try ReducedImages(training: training, test: test, batch: batch, block: block, context: context)
    }
    let (weightVariance, depths) = (grid.weightVariances[column], grid.depths)
    return try context.byDepth(depths) { number, depth in
      try train(
        reading, weightVariance: weightVariance, depth: depth, images, context, index: column * depths.count + number)
    }
  }

  private func train(
    _ reading: Reading, weightVariance: Double, depth: Int, _ images: ReducedImages, _ context: RunContext, index: Int
  ) throws -> Scores {
    let architecture = try architecture(weightVariance: weightVariance, depth: depth)
    var scores = Scores()
    scores.largestEigenvalue = try images.largestEigenvalue(of: architecture)
    let network = try architecture.finiteWidth(
      channels, outputs: images.targets.columns, input: images.shape,
      seed: context.seed(purpose: "parameters", index: index), parameterisation: .neuralTangent,
      as: Float.self)
    let settings = TrainingSettings(
      loss: .halfSquaredErrorSum, optimiser: .gradientDescent,
      learningRate: .constant(2 * rate / scores.largestEigenvalue), batchSize: batch)
    func trainer(_ targets: Matrix<Float>) throws -> Trainer<Float> {
      try Trainer(
        network, inputs: images.inputs, targets: targets, settings: settings,
        seed: context.seed(purpose: "batches", index: index), threads: 1)
    }
    switch reading {
    case .network:
      let course = try trainer(images.targets).course(
        to: [stepCount], (images.inputs, images.targets), (images.testInputs, images.testTargets))
      (scores.training, scores.test) = (course.accuracies[0][0], course.accuracies[0][1])
      scores.divergedStep = course.divergedStep
    case .change:
      let untrained = try trainer(images.targets)
      let start = try untrained.outputs(for: images.inputs)
      let testStart = try untrained.outputs(for: images.testInputs)
      // f − f₀ goes towards the labels where f goes towards them plus f₀.
      let targets = images.targets.plus(start)
      let trainer = try trainer(targets)
      let course = try trainer.course(to: [stepCount], (images.inputs, targets))
      scores.divergedStep = course.divergedStep
      guard course.divergedStep == 0 else {
        (scores.training, scores.test) = (AccuracyGrid.chance, AccuracyGrid.chance)
        return scores
      }
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
