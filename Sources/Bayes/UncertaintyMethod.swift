import Architectures
import Datasets
import FiniteWidth
import Inference
import InfiniteWidth
import LinearAlgebra
import Nonlinearities
import Platform
import Suite

/// Four ways to a prediction with an uncertainty: two infinite networks and two that stand in for them.
enum UncertaintyMethod: String, CaseIterable {
  /// The NNGP posterior (Lee et al. 2018, Eqs. 8 and 9).
  case nngp
  /// The infinite ensemble trained by gradient flow to t = ∞ (Lee et al. 2019, Eq. 16).
  case ntk
  /// Independent networks trained from their own initial weights (Lakshminarayanan et al. 2017).
  case ensemble
  /// One network trained with dropout that also predicts with it (Gal and Ghahramani 2016).
  case dropout

  var title: String {
    switch self {
    case .nngp: "NNGP posterior"
    case .ntk: "NTK, infinite ensemble"
    case .ensemble: "deep ensemble"
    case .dropout: "Monte-Carlo dropout"
    }
  }
}

/// Of every test image the variance that was predicted, the squared error of the mean, and its square, all averaged
/// over outputs.
struct Predictions: Sendable {
  let variances: [Double]
  let squaredErrors: [Double]
  let squaredMeans: [Double]

  init(means: Matrix<Double>, variances: [Double], targets: Matrix<Double>) {
    self.variances = variances
    squaredMeans = (0..<means.rows).map { i in means.row(i).reduce(0) { $0 + $1 * $1 } / Double(means.columns) }
    squaredErrors = (0..<means.rows).map { i in
      zip(means.row(i), targets.row(i)).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } / Double(means.columns)
    }
  }

  /// Mean and unbiased variance over equally likely predictions.
  init(samples: [Matrix<Float>], targets: Matrix<Double>) {
    let (rows, columns, count) = (targets.rows, targets.columns, Double(samples.count))
    var (means, squares) = (Matrix<Double>(rows: rows, columns: columns), Matrix<Double>(rows: rows, columns: columns))
    for sample in samples {
      for k in means.elements.indices { means.elements[k] += Double(sample.elements[k]) / count }
    }
    for sample in samples {
      for k in means.elements.indices {
        let apart = Double(sample.elements[k]) - means.elements[k]
        squares.elements[k] += apart * apart / (count - 1)
      }
    }
    self.init(means: means, variances: (0..<rows).map { squares.row($0).mean }, targets: targets)
  }
}

/// The networks of Lee et al. 2018, Figure 3, trained in one of the four ways on one training set.
struct UncertaintyModel {
  let nonlinearity: Nonlinearity
  let training: LabeledImages
  let test: LabeledImages
  let sizes: BayesUncertainty.Sizes
  let context: RunContext

  private static let keepProbability = 0.9

  private var architecture: Architecture {
    .fullyConnected(depth: 3, nonlinearity: nonlinearity, weightVariance: 2, biasVariance: 0.2)
  }

  private func dropoutArchitecture() throws -> Architecture {
    let dense = Architectures.Layer.dense(weightVariance: 2, biasVariance: 0.2, trainable: true)
    let hidden: [Architectures.Layer] = [
      .activation(nonlinearity), .dropout(keepProbability: Self.keepProbability), dense,
    ]
    return try Architecture(layers: [dense, .repeated(count: 3, layers: hidden)])
  }

  /// Of one predictor, or of every network that predicts with dropout.
  func predictions(_ method: UncertaintyMethod) throws -> [Predictions] {
    switch method {
    case .nngp, .ntk: [try kernelPredictions(method)]
    case .ensemble: [try ensemblePredictions()]
    case .dropout: try dropoutPredictions()
    }
  }

  private func kernels(symmetric: Bool) throws -> (nngp: Matrix<Double>, ntk: Matrix<Double>) {
    let prepared = Preprocessing.perImageStandardised.fitted(to: training.images)
    let pairs =
      symmetric
      ? try prepared.pairs(rows: training.images)
      : try prepared.pairs(rows: test.images, columns: training.images)
    let matrices = try architecture.infiniteWidth.matrices(of: pairs, get: .both, threads: context.threads)
    guard let nngp = matrices.nngp, let ntk = matrices.ntk else { throw InfiniteWidthError.noWeights }
    return (nngp, ntk)
  }

  private func kernelPredictions(_ method: UncertaintyMethod) throws -> Predictions {
    let targets = Targets.centredOneHot(training.labels)
    let (own, cross) = try (kernels(symmetric: true), kernels(symmetric: false))
    let prior = try architecture.infiniteWidth.selfCovariances(inputVariances: [1])[0].nngp
    let priors = [Double](repeating: prior, count: test.count)
    let testTargets = Targets.centredOneHot(test.labels)
    if method == .nngp {
      let process = try GaussianProcess(trainingKernel: own.nngp, targets: targets)
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

  /// Full-batch gradient descent with momentum 0.9 at the rate 1/λ_max of the analytic kernel on ½ Σ ‖f − y‖²: stable
  /// up to 3.8/λ_max.
  private func trained(
    _ network: FiniteNetwork<Float>, _ rate: LearningRateSchedule, steps: Int, index: Int
  ) throws -> Trainer<Float> {
    let data = try ImageRegression(training)
    let trainer = try Trainer(
      network, inputs: data.inputs, targets: data.targets,
      settings: TrainingSettings(
        loss: .halfSquaredErrorSum, optimiser: .momentum(0.9), learningRate: rate),
      seed: context.seed(purpose: "training \(nonlinearity.name)", index: index), threads: 1)
    trainer.run(steps: steps)
    return trainer
  }

  private func rate() throws -> Double {
    let kernel = try kernels(symmetric: true).ntk
    return 1 / (try kernel.largestEigenvalue(start: [Double](repeating: 1, count: kernel.rows)).eigenvalue)
  }

  private func network(_ architecture: Architecture, _ purpose: String, _ index: Int) throws -> FiniteNetwork<Float> {
    try architecture.finiteWidth(
      sizes.width, outputs: DatasetDescription.mnist.classes, inputs: training.images.pixelCount,
      seed: context.seed(purpose: "\(purpose) \(nonlinearity.name)", index: index), parameterisation: .neuralTangent,
      as: Float.self)
  }

  private func ensemblePredictions() throws -> Predictions {
    let (rate, inputs) = (try rate(), try ImageRegression(test).inputs)
    let samples = try Parallel.map(count: sizes.members, threads: context.threads) { member in
      try trained(
        try network(architecture, "member", member), .constant(rate), steps: sizes.steps, index: member
      ).outputs(for: inputs)
    }
    return Predictions(samples: samples, targets: Targets.centredOneHot(test.labels))
  }

  /// Dropout multiplies the units' second moments by at most 1/keep a layer, and with them the largest eigenvalue. Its
  /// noise keeps the weights moving at a constant rate; one that falls to 0 lets them settle.
  private func dropoutPredictions() throws -> [Predictions] {
    let rate = try rate() * Self.keepProbability * Self.keepProbability * Self.keepProbability
    let (inputs, targets) = (try ImageRegression(test).inputs, Targets.centredOneHot(test.labels))
    let steps = 2 * sizes.steps
    let networks = try Parallel.map(count: sizes.networks, threads: context.threads) { index in
      try trained(
        try network(try dropoutArchitecture(), "dropout", index), .cosine(initial: rate, steps: steps), steps: steps,
        index: -1 - index
      ).network
    }
    return try networks.enumerated().map { index, trained in
      let samples = try Parallel.map(count: sizes.passes, threads: context.threads) { pass in
        try trained(
          inputs,
          dropout: context.seed(purpose: "passes \(nonlinearity.name)", index: index * sizes.passes + pass))
      }
      return Predictions(samples: samples, targets: targets)
    }
  }
}
