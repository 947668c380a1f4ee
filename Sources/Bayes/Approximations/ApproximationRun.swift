import FiniteWidth
import Inference
import InfiniteWidth
import Inputs
import LinearAlgebra
import Randomness
import Results
import Suite

/// All methods on one data set: of each the distribution of the function at every place, a mixture.
struct ApproximationRun {
  let settings: Approximations.Settings
  let seed: Seed
  let threads: Int
  let task: ApproximationTask
  let posterior: WeightPosterior

  init(_ settings: Approximations.Settings, seed: Seed, threads: Int) throws {
    (self.settings, self.seed, self.threads) = (settings, seed, threads)
    task = try ApproximationTask(settings.task, width: settings.width, seed: seed)
    posterior = try WeightPosterior(
      settings.task.architecture, width: settings.width, inputs: task.inputs, targets: task.targets,
      noiseVariance: settings.task.noiseVariance)
  }

  func row() throws -> Row {
    let exact = try ExactPosterior(settings, task, seed: seed.derived("exact"))
    let maxima = try (0..<settings.starts).map { start in
      try posterior.maximum(from: posterior.prior(seed.derived("start", index: start)))
    }.sorted { $0.logDensity > $1.logDensity }
    let laplace = try LaplaceApproximation(
      jacobian: posterior.jacobian(maxima[0].parameters, at: task.inputs), noiseVariance: settings.task.noiseVariance)
    // The bound has many optima, and a high maximum of the posterior does not tell which is near the best.
    let meanFields = try (maxima.map(\.parameters) + [posterior.prior(seed.derived("mean field"))]).enumerated()
      .map { try posterior.meanField(from: $1, settings.meanField, seed: seed.derived("mean field", index: $0)) }
    let networks = TrainedNetworks(self)
    let (dropout, ensemble) = (try networks.dropout(), try networks.ensemble())
    let langevin = try settings.stepSizes.map { try LangevinRun(self, stepSize: $0) }
    let kernels = try processes()
    let mixtures: [ApproximationMethod: [NormalMixture]] = [
      .exact: exact.mixtures, .nngp: kernels.nngp, .ntk: kernels.ntk,
      .meanField: try meanField(meanFields.max { $0.evidenceBound < $1.evidenceBound }),
      .laplace: try linearised(laplace, .full, maxima[0].parameters),
      .laplaceDiagonal: try linearised(laplace, .diagonal, maxima[0].parameters),
      .dropout: .samples(
        try dropout.samples(settings.samples, at: task.places, seed: seed.derived("passes"))),
      .ensemble: ensemble.mixtures, .anchored: try networks.anchored(),
      .langevin: langevin.last?.mixtures ?? [],
    ]
    let lists = ApproximationMethod.allCases.map { mixtures[$0] ?? [] }
    let noisy = lists.map { $0.map { $0.widened(by: settings.task.noiseVariance) } }
    return Row(
      Approximations.mean => lists.flatMap { $0.map(\.mean) },
      Approximations.deviation => lists.flatMap { $0.map { $0.variance.squareRoot() } },
      Approximations.logDensity => noisy.flatMap { zip($0, task.heldOut).map { $0.logDensity($1) } },
      Approximations.probability => noisy.flatMap { zip($0, task.heldOut).map { $0.distribution($1) } },
      Approximations.function => task.function, Approximations.target => task.targets,
      Approximations.langevinDeviation => langevin.flatMap { $0.mixtures.map { $0.variance.squareRoot() } },
      Approximations.langevinScaleReduction => langevin.map(\.scaleReduction),
      Approximations.evidenceBound => meanFields.map(\.evidenceBound),
      Approximations.evidenceBoundError => meanFields.map(\.evidenceBoundError),
      Approximations.scaleReduction => exact.scaleReduction,
      Approximations.effectiveSamples => exact.effectiveSamples, Approximations.chainStep => exact.step,
      Approximations.gradientNorm => maxima[0].gradientNorm,
      Approximations.effectiveParameters => laplace.effectiveParameters,
      Approximations.keepProbability => dropout.keepProbability, Approximations.decay => ensemble.decay,
      // Chains that have not met say nothing of the posterior, and a search that has not ended nothing of its maximum.
      status: exact.scaleReduction <= 1.05 && maxima[0].gradientNorm <= settings.largestGradient ? .done : .untrusted)
  }

  private func meanField(_ best: MeanFieldPosterior?) throws -> [NormalMixture] {
    guard let best else { return [] }
    let functions = try (0..<settings.samples).flatMap { sample in
      try posterior.outputs(best.sample(seed.derived("weights", index: sample)), at: task.places)
    }
    return .samples(Matrix(rows: settings.samples, columns: task.places.rows, elements: functions))
  }

  private func linearised(
    _ laplace: LaplaceApproximation, _ structure: LaplaceApproximation.Structure, _ parameters: [Double]
  ) throws -> [NormalMixture] {
    .normals(
      try posterior.outputs(parameters, at: task.places),
      laplace.variances(structure, gradients: try posterior.jacobian(parameters, at: task.places)))
  }

  /// Both kernels' infinite networks.
  private func processes() throws -> (nngp: [NormalMixture], ntk: [NormalMixture]) {
    let kernel = try settings.task.architecture.infiniteWidth
    let own = try kernel.both(of: VectorPairs(rows: task.inputs), threads: threads)
    let cross = try kernel.both(of: VectorPairs(rows: task.places, columns: task.inputs), threads: threads)
    let prior = try kernel.both(of: VectorPairs(rows: task.places), threads: threads).nngp
    let variances = (0..<task.places.rows).map { prior[$0, $0] }
    let targets = Matrix(rows: task.targets.count, columns: 1, elements: task.targets)
    let process = try GaussianProcess(
      trainingKernel: own.nngp, targets: targets, noise: .absolute(first: settings.task.noiseVariance))
    let flow = try GradientFlow(kernel: own.ntk, targets: targets, noiseVariance: settings.task.noiseVariance)
    let spread = try GradientFlowVariance(flow, trainingCovariance: own.nngp).variances(
      crossKernel: cross.ntk, crossCovariance: cross.nngp, testVariances: variances, at: [.infinity])
    return (
      .normals(
        process.mean(crossKernel: cross.nngp).elements,
        process.variance(crossKernel: cross.nngp, testVariances: variances)),
      .normals(try flow.means(crossKernel: cross.ntk, at: [.infinity])[0].elements, spread[0])
    )
  }
}
