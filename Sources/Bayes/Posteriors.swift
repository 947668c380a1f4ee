import Architectures
import Datasets
import FiniteWidth
import Inference
import Nonlinearities
import Platform
import Results
import Suite

/// The exact posterior of networks of finite width, sampled, against that of the Gaussian process they tend to, by
/// width.
///
/// Two hidden layers, erf, normal priors, normal noise. The last layer is integrated out (`NetworkPosterior`), so that
/// a sample of the other weights W gives a normal distribution of each output, and the posterior of an output is a
/// mixture of them. Preconditioned Crank–Nicolson chains sample W.
///
/// *Expectation, before the first run.* Given W outputs are a process with the covariance K_W, which is K with
/// fluctuations of 1/√n. The posterior's distribution at an input differs from the process's by what is of second
/// order in them, and by the mean of K_W, both 1/n: so the distances of Wasserstein (W₂) and Kolmogorov fall with the
/// slope −1 against the width, log-log. log p(y | W) varies by 1/√n over the prior, so the share of proposals of one
/// step that are refused falls with −1/2. With the gradient less of a small step is refused.
struct Posteriors: HasFindings {
  typealias Found = PosteriorScores

  let id = "bayes/posteriors"
  let title = "The exact posterior of finite networks against the Gaussian process's, by width"
  let reference = "arXiv:2206.07673, arXiv:2408.14325"
  let datasets: [DatasetDescription] = [.mnist]

  struct Settings: Codable {
    var tasks = PosteriorTask.Name.allCases
    var widths: [Int]
    /// Of a cell.
    var chains = 8
    /// Steps that a chain of the widest networks keeps, and leaves out before.
    var steps, warmUp: Int
    /// Steps by which what is refused is measured.
    var trials: Int
    var depth = 2
    var weightVariance = 1.5
    var biasVariance = 0.2
    /// Where outputs are compared.
    var places = 6
    /// β of what is refused.
    var step = 0.25
    /// β that a chain may take, the largest first of which `least` is accepted.
    var stepsTried = [1, 0.7, 0.5, 0.35, 0.25, 0.17, 0.12, 0.08]
    var leastAccepted = 0.25
    /// Pixels along a side of the squares that are averaged.
    var window = 4

    /// Narrow networks are cheaper, and their posterior is further from the prior.
    func steps(ofWidth width: Int) -> Int { steps * (widths.max() ?? width) / width }

    var architecture: Architecture {
      .fullyConnected(
        depth: depth, nonlinearity: .erf, weightVariance: weightVariance, biasVariance: biasVariance)
    }
  }

  let tiers: [Tier: TierPlan<Settings>] = [
    .quick: TierPlan(
      Settings(tasks: [.line], widths: [8, 16, 32, 64, 128, 256], steps: 300, warmUp: 100, trials: 100), seconds: 20,
      megabytes: 200),
    .standard: TierPlan(
      Settings(widths: [8, 16, 32, 64, 128, 256], steps: 2_000, warmUp: 500, trials: 500), seconds: 350,
      megabytes: 500),
    .paper: TierPlan(
      Settings(widths: [8, 16, 32, 64, 128, 256, 512, 1_024], steps: 8_000, warmUp: 1_000, trials: 2_000),
      seconds: 9_000, megabytes: 3_000),
  ]

  static let task = Axis<PosteriorTask.Name>("task", "data of the posterior")
  static let width = Axis<Int>("width", "units of a hidden layer")
  static let chain = Axis<Int>("chain", "independent chains")
  static let place = Axis<Int>("place", "inputs where outputs are compared")

  static let wasserstein = Column<Double>(
    "wasserstein", over: [chain, place], "W₂ from the process's posterior, over its deviation")
  static let kolmogorov = Column<Double>(
    "kolmogorov", over: [chain, place], "max |F − G| from the process's posterior")
  static let mean = Column<Double>("mean", over: [chain, place], "mean of the posterior")
  static let deviation = Column<Double>("deviation", over: [chain, place], "standard deviation of the posterior")
  static let processMean = Column<Double>("process_mean", over: [place], "mean of the process's posterior")
  static let processDeviation = Column<Double>("process_deviation", over: [place], "its standard deviation")
  static let refused = Column<Double>("refused", over: [chain], "share of proposals of one step that are refused")
  static let langevinRefused = Column<Double>("langevin_refused", over: [chain], "the same with the gradient")
  static let stepTaken = Column<Double>("step", "β of the chains")
  static let scaleReduction = Column<Double>("scale_reduction", "largest R̂ of the means at the places")
  static let effectiveSamples = Column<Double>("effective_samples", "least number of independent draws, all chains")

  func sweeps(_ settings: Settings) -> [Sweep] {
    [
      Sweep(
        cells: [Self.task(settings.tasks), Self.width(settings.widths)],
        within: [Self.chain(0..<settings.chains), Self.place(0..<settings.places)],
        columns: [
          Self.wasserstein, Self.kolmogorov, Self.mean, Self.deviation, Self.processMean, Self.processDeviation,
          Self.refused, Self.langevinRefused, Self.stepTaken, Self.scaleReduction, Self.effectiveSamples,
        ]
      ) { point, context in
        let (name, width) = (try point[Self.task], try point[Self.width])
        let task = try PosteriorTask(name, places: settings.places, window: settings.window, context)
        let posterior = try NetworkPosterior(
          settings.architecture, width: width, inputs: task.inputs, targets: task.targets,
          noiseVariance: task.noiseVariance)
        let process = try task.process(settings.architecture, threads: context.threads)
        let sampling = PosteriorSampling(posterior: posterior, settings: settings, testInputs: task.testInputs)
        let step = try sampling.step(seed: context.seed(purpose: "\(name.rawValue), trial of width \(width)"))
        let courses = try Parallel.map(count: settings.chains, threads: context.threads) { chain in
          try sampling.course(
            step: step, count: settings.steps(ofWidth: width),
            seed: context.seed(purpose: "\(name.rawValue), width \(width)", index: chain))
        }
        let diagnostics = (0..<settings.places).map { place in ChainDiagnostics(courses.map { $0.means[place] }) }
        let mixtures = courses.map(\.mixtures)
        let distances = mixtures.map { zip($0, process).map { $0.distance(to: $1) } }
        let deviations = process.map { $0.variance.squareRoot() }
        let scaleReduction = diagnostics.map(\.scaleReduction).max() ?? .infinity
        return Row(
          Self.wasserstein => distances.flatMap { zip($0, deviations).map { $0.wasserstein / $1 } },
          Self.kolmogorov => distances.flatMap { $0.map(\.kolmogorov) },
          Self.mean => mixtures.flatMap { $0.map(\.mean) },
          Self.deviation => mixtures.flatMap { $0.map { $0.variance.squareRoot() } },
          Self.processMean => process.map(\.mean), Self.processDeviation => deviations,
          Self.refused => courses.map(\.refused), Self.langevinRefused => courses.map(\.langevinRefused),
          Self.stepTaken => step, Self.scaleReduction => scaleReduction,
          Self.effectiveSamples => diagnostics.map(\.effectiveSamples).min() ?? 0,
          // Chains that have not met say nothing of the posterior.
          status: scaleReduction <= 1.05 ? .done : .untrusted)
      }
      .costing { point in
        let width = Double(try point[Self.width])
        return (try point[Self.task] == .line ? 1 : 2) * (5_000 + 50 * width + width * width) / width
      }
    ]
  }
}
