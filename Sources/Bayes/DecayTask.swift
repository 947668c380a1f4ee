import Architectures
import Datasets
import FiniteWidth
import Inference
import InfiniteWidth
import Inputs
import LinearAlgebra
import Randomness
import Suite

/// Networks trained to the maximum of a posterior, and the Gaussian process that it matches; the derivation is at
/// `WeightDecay`.
struct DecayTask: Sendable {
  private let prior: DecayPrior
  private let inputs, targets, testInputs: Matrix<Double>
  private let settings: WeightDecay.Settings
  private let noise: Double
  private let own, cross: Matrix<Double>
  private let rate: Double

  init(
    prior: DecayPrior, training: LabeledImages, test: LabeledImages, settings: WeightDecay.Settings, threads: Int
  ) throws {
    (self.prior, self.settings) = (prior, settings)
    noise = settings.noiseVariance(prior)
    inputs = PooledImages.inputs(training.images, window: settings.window)
    testInputs = PooledImages.inputs(test.images, window: settings.window)
    targets = Targets.centredOneHot(training.labels)
    let kernel = try Self.architecture(.initial, settings).infiniteWidth
    func matrix(_ pairs: VectorPairs) throws -> Matrix<Double> {
      let both = try kernel.both(of: pairs, threads: threads)
      return prior == .readout ? both.nngp : both.ntk
    }
    own = try matrix(VectorPairs(rows: inputs))
    cross = try matrix(VectorPairs(rows: testInputs, columns: inputs))
    rate = 1 / (try own.largestEigenvalue().eigenvalue + noise) / Double(settings.patience(prior))
  }

  private static func architecture(_ prior: DecayPrior, _ settings: WeightDecay.Settings) throws -> Architecture {
    func dense(_ learning: LayerLearning) -> Architectures.Layer {
      .dense(
        weightVariance: settings.weightVariance, biasVariance: settings.biasVariance, trainable: learning)
    }
    let hidden = dense(LayerLearning(isTrained: prior != .readout))
    return try Architecture(layers: [hidden, .activation(.relu), hidden, .activation(.relu), dense(true)])
  }

  /// What one trained network gave.
  struct Scores: Sendable {
    /// Relative distance from the process with the infinite network's kernel, and from that with the network's own.
    let process, closedForm: Double
    /// Σ f·y/Σ y² over the training images: 0 for the zero function, 1 for an exact fit, 1 − δ for (1 − δ) y.
    let fit: Double
  }

  func scores(width: Int, seed: Seed) throws -> Scores {
    let network = try Self.architecture(prior, settings).finiteWidth(
      width, outputs: targets.columns, inputs: inputs.columns, seed: seed, parameterisation: .neuralTangent,
      as: Float.self)
    let (x, test) = (Matrix<Float>(inputs), Matrix<Float>(testInputs))
    // The process's prior mean: the initial network, if that is where the decay pulls to.
    let start = prior.isCentredAtStart ? Matrix<Double>(try network(x)) : nil
    let testStart = prior.isCentredAtStart ? Matrix<Double>(try network(test)) : nil
    let trained = try self.trained(network, x, seed: seed)
    let (outputs, predicted) = (Matrix<Double>(try trained(x)), Matrix<Double>(try trained(test)))
    let process = try posterior(own, cross, start, testStart)
    // The kernel of the trained layers, averaged over a few outputs: of the readout it is the same for all.
    let probes = 0..<(prior == .readout ? 1 : targets.columns)
    let closed = try posterior(
      Matrix<Double>(try network.tangentKernel(of: x, outputs: probes)),
      Matrix<Double>(try network.tangentKernel(test, x, outputs: probes)), start, testStart)
    return Scores(
      process: Self.distance(predicted, process), closedForm: Self.distance(predicted, closed),
      fit: Self.product(outputs, targets) / Self.product(targets, targets))
  }

  private func trained(_ network: FiniteNetwork<Float>, _ x: Matrix<Float>, seed: Seed) throws -> FiniteNetwork<Float> {
    func descend(from network: FiniteNetwork<Float>, steps: Int, momentum: Double) throws -> FiniteNetwork<Float> {
      let trainer = try Trainer(
        network, inputs: x, targets: Matrix<Float>(targets),
        settings: TrainingSettings(
          loss: .halfSquaredErrorSum, optimiser: .momentum(momentum), learningRate: .constant(rate),
          weightDecay: noise, decayCentre: prior.isCentredAtStart ? .initialParameters : .zero), seed: seed, threads: 1)
      trainer.run(steps: steps)
      return trainer.network
    }
    let fitted = try descend(
      from: network, steps: settings.steps * settings.patience(prior), momentum: settings.momentum)
    guard prior.hasLowNoise else { return fitted }
    // Towards 0, what no data hold decays with ησ², critically damped by the momentum (1 − √(ησ²))² as (1 + kt)
    // e^{−kt}, k = √(ησ²): at kt = 6 there is 0.017 of it left. The fit itself moves on between layers, more slowly,
    // for which there is as long again and longer. So large a momentum before the network fits would throw its units
    // far out. Towards θ₀ what no data hold stays where it is, and the steps serve the directions that the data hold
    // weakly.
    let slowest = (rate * noise).squareRoot()
    return try descend(
      from: fitted, steps: Int((settings.decaySteps / slowest).rounded(.up)), momentum: (1 - slowest) * (1 - slowest))
  }

  /// m(x) + K(x, X) (K + σ² I)⁻¹ (Y − m(X)) for a prior mean m, 0 if nil.
  private func posterior(
    _ own: Matrix<Double>, _ cross: Matrix<Double>, _ start: Matrix<Double>?, _ testStart: Matrix<Double>?
  ) throws -> Matrix<Double> {
    var residuals = targets
    if let start { for k in residuals.elements.indices { residuals.elements[k] -= start.elements[k] } }
    var mean = try GaussianProcess(trainingKernel: own, targets: residuals, noise: .absolute(first: noise))
      .mean(crossKernel: cross)
    if let testStart { for k in mean.elements.indices { mean.elements[k] += testStart.elements[k] } }
    return mean
  }

  private static func distance(_ a: Matrix<Double>, _ b: Matrix<Double>) -> Double {
    let apart = zip(a.elements, b.elements).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    return (apart / product(b, b)).squareRoot()
  }

  private static func product(_ a: Matrix<Double>, _ b: Matrix<Double>) -> Double {
    zip(a.elements, b.elements).reduce(0) { $0 + $1.0 * $1.1 }
  }
}
