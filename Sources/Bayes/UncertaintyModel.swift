import Architectures
import Datasets
import FiniteWidth
import Inference
import InfiniteWidth
import Inputs
import LinearAlgebra
import Nonlinearities
import Platform
import Suite

/// The networks of Lee et al. 2018, Figure 3, trained in one of the four ways on one training set.
struct UncertaintyModel {
  let nonlinearity: Nonlinearity
  let training: LabeledImages
  let test: LabeledImages
  let settings: Uncertainty.Settings
  let context: RunContext

  private var architecture: Architecture {
    .fullyConnected(
      depth: settings.depth, nonlinearity: nonlinearity, weightVariance: settings.weightVariance,
      biasVariance: settings.biasVariance)
  }

  private func dropoutArchitecture() throws -> Architecture {
    let dense = Architectures.Layer.dense(
      weightVariance: settings.weightVariance, biasVariance: settings.biasVariance, trainable: true)
    let hidden = [.activation(nonlinearity), .dropout(keepProbability: settings.keepProbability), dense]
    return try Architecture(layers: [dense, .repeated(count: settings.depth, layers: hidden)])
  }

  private var testTargets: Matrix<Double> { Targets.centredOneHot(test.labels) }

  /// Of one predictor, or of every network that predicts with dropout.
  func predictions(_ method: UncertaintyMethod) throws -> [Predictions] {
    switch method {
    case .nngp, .ntk: [try kernelPredictions(isPosterior: method == .nngp)]
    case .ensemble: [try ensemblePredictions()]
    case .dropout: try dropoutPredictions()
    }
  }

  /// Of the training images, or of other images with them.
  private func kernels(of images: ByteImages? = nil) throws -> (nngp: Matrix<Double>, ntk: Matrix<Double>) {
    let pairs = try settings.preprocessing.fitted(to: training.images)
      .pairs(rows: images ?? training.images, columns: images == nil ? nil : training.images)
    return try architecture.infiniteWidth.both(of: pairs, threads: context.threads)
  }

  private func kernelPredictions(isPosterior: Bool) throws -> Predictions {
    let targets = Targets.centredOneHot(training.labels)
    let (own, cross) = try (kernels(), kernels(of: test.images))
    let prior = try architecture.infiniteWidth.selfCovariances(inputVariances: [1])[0].nngp
    let priors = [Double](repeating: prior, count: test.count)
    if isPosterior {
      let process = try GaussianProcess(
        trainingKernel: own.nngp, targets: targets, noise: .absolute(first: 1e-10))
      return Predictions(
        means: process.mean(crossKernel: cross.nngp),
        variances: process.variance(crossKernel: cross.nngp, testVariances: priors), targets: testTargets)
    }
    let flow = try GradientFlow(kernel: own.ntk, targets: targets)
    return Predictions(
      means: try flow.means(crossKernel: cross.ntk, at: [.infinity])[0],
      variances: try GradientFlowVariance(flow, trainingCovariance: own.nngp).variances(
        crossKernel: cross.ntk, crossCovariance: cross.nngp, testVariances: priors, at: [.infinity])[0],
      targets: testTargets)
  }

  /// In units of 1/λ_max of the analytic kernel: on ½ Σ ‖f − y‖² descent with momentum 0.9 is stable up to 3.8/λ_max.
  private func rate() throws -> Double {
    settings.rate / (try kernels().ntk.largestEigenvalue().eigenvalue)
  }

  /// A network after full-batch gradient descent.
  private func trained(
    _ architecture: Architecture, _ purpose: String, network: Int, _ rate: LearningRateSchedule, steps: Int,
    index: Int
  ) throws -> Trainer<Float> {
    let data = try ImageRegression(training, settings.preprocessing)
    let network = try architecture.finiteWidth(
      settings.width, outputs: DatasetDescription.mnist.classes, inputs: training.images.pixelCount,
      seed: context.seed(purpose: "\(purpose) \(nonlinearity.name)", index: network),
      parameterisation: .neuralTangent, as: Float.self)
    let trainer = try Trainer(
      network, inputs: data.inputs, targets: data.targets,
      settings: TrainingSettings(
        loss: .halfSquaredErrorSum, optimiser: .momentum(settings.momentum), learningRate: rate),
      seed: context.seed(purpose: "training \(nonlinearity.name)", index: index), threads: 1)
    trainer.run(steps: steps)
    return trainer
  }

  private func ensemblePredictions() throws -> Predictions {
    let (rate, inputs) = (try rate(), try ImageRegression(test, settings.preprocessing).inputs)
    let samples = try Parallel.map(count: settings.members, threads: context.threads) { member in
      try trained(
        architecture, "member", network: member, .constant(rate), steps: settings.steps, index: member
      ).outputs(for: inputs)
    }
    return Predictions(samples: samples, targets: testTargets)
  }

  /// Dropout multiplies the units' second moments by at most 1/keep a layer, and with them the largest eigenvalue. Its
  /// noise keeps the weights moving at a constant rate; one that falls to 0 lets them settle.
  private func dropoutPredictions() throws -> [Predictions] {
    let (keep, steps) = (settings.keepProbability, settings.dropoutSteps)
    let rate = (0..<settings.depth).reduce(try rate()) { rate, _ in rate * keep }
    let inputs = try ImageRegression(test, settings.preprocessing).inputs
    let networks = try Parallel.map(count: settings.networks, threads: context.threads) { index in
      try trained(
        dropoutArchitecture(), "dropout", network: index, .cosine(initial: rate, steps: steps), steps: steps,
        index: -1 - index
      ).network
    }
    return try networks.enumerated().map { index, trained in
      let samples = try Parallel.map(count: settings.passes, threads: context.threads) { pass in
        try trained(
          inputs,
          dropout: context.seed(
            purpose: "passes \(nonlinearity.name)", index: index * settings.passes + pass))
      }
      return Predictions(samples: samples, targets: testTargets)
    }
  }
}
