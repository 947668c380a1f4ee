import Architectures
import Datasets
import FiniteWidth
import Nonlinearities
import Results
import Suite

/// Approximations of the posterior of one network beside the posterior itself, on functions drawn from its prior.
///
/// One hidden layer of 50 erf units, normal priors of all weights, normal noise of known variance σ². Each data set is
/// a function drawn from this network's prior, observed with noise in two clusters, so that for the exact posterior,
/// and for it alone, two laws hold at any width: its intervals cover as often as they say, and no other prediction has
/// a larger expected log density. All methods have the same model, prior and noise.
///
/// *Expectation, before the first run.*
///
/// - The exact posterior: coverage 50, 80 and 95 %; E (f − mean)² = E variance; and of every approximation the expected
///   negative log predictive density is larger (Gibbs' inequality).
/// - NNGP: within O(1/n) of it (`Posteriors`), a tenth at n = 50 with a constant of 5.
/// - NTK, members pulled to their start with weight decay σ² on targets without noise: mean Θ* (Θ + σ²)⁻¹ y. With A
///   that matrix, the spread K − 2 A K + A K Aᵀ lacks what noise of the targets adds, A σ² Aᵀ, so that among the data
///   it is less than the posterior's deviation (He, Lakshminarayanan and Teh 2020).
/// - Mean-field variational inference: a factorised q cannot let units cancel each other. A unit that is not needed
///   costs ½ Σ h²/σ² · v² of likelihood by its readout's variance s², whose best is s² = 1/(1 + n_data σ_w² E φ²/(n
///   σ²)) = 0.1 here; 50 of them leave a deviation of √(σ_w² E φ² s²) ≈ 0.3 everywhere. The exact posterior has less
///   than σ among the data, 0.2, and outside the prior's 1: so the deviation is too large among the data and too small
///   outside, and in the gap. For ReLU in one hidden layer Foong et al. 2020 prove, under conditions on the points,
///   that the variance between p and q is at most V(p) + V(q), the deviation thus at most √2 of the ends' where these
///   are alike; for erf nothing is proved, and this is an expectation.
/// - Laplace: at the maximum units that are not needed have no weights at all, and a linearisation there none of their
///   variance, so that the deviation is too small outside. The diagonal has more among the data than the whole matrix
///   (`LaplaceApproximation` has the inequality). In the gap the whole matrix leaves more than mean-field inference
///   (Foong et al. 2019).
/// - Dropout: Σ v² φ² p(1 − p), which knows of no data: too small in the gap (for ReLU Foong et al. 2020 prove that its
///   variance is a convex function of the input; for erf it is an expectation) and outside, where erf is bounded.
/// - Deep ensembles: with the prior's weight decay units that are not needed are gone in all members, and with less
///   their spread is about that of the tangent kernel's infinite ensemble: too small in the gap and outside. Members
///   that are pulled to their own draws from the prior keep its spread (Pearce et al. 2020): larger, and with noise on
///   their targets they are randomised maxima (Lu and Van Roy 2017, Osband et al. 2018).
/// - SGLD: too large by the first order of the step, and the posterior's deviation at ε → 0.
struct Approximations: HasFindings {
  typealias Found = ApproximationScores

  let id = "bayes/approximations"
  let title = "Approximations of a network's posterior against the posterior"
  let reference = "arXiv:1909.00719, arXiv:1906.11537, arXiv:2008.08400, arXiv:1506.02142, arXiv:1612.01474"

  /// The network's prior and the data.
  struct Task: Codable {
    var hiddenWeightVariance = 6.0
    var hiddenBiasVariance = 3.0
    var weightVariance = 1.5
    var biasVariance = 0.1
    var noiseVariance = 0.04
    var training = 16
    var places = 60

    var architecture: Architecture {
      get throws {
        try Architecture(layers: [
          .dense(weightVariance: hiddenWeightVariance, biasVariance: hiddenBiasVariance, trainable: true),
          .activation(.erf), .dense(weightVariance: weightVariance, biasVariance: biasVariance, trainable: true),
        ])
      }
    }
  }

  struct Settings: Codable {
    /// Functions drawn from the prior.
    var dataSets: Int
    var width = 50
    var task = Task()
    /// Of the exact posterior: β tried from the largest, the first of which `leastAccepted` is accepted; every
    /// `thinning`th step is kept.
    var chains = 4
    var steps, warmUp: Int
    var thinning = 10
    var stepsTried = [0.7, 0.5, 0.35, 0.25, 0.17, 0.12, 0.08]
    var leastAccepted = 0.25
    /// Draws from the prior from which the maximum is looked for; the best is kept. Mean-field inference starts from
    /// all maxima found and from one more draw, and the best bound is kept.
    var starts: Int
    /// Of the log density at the maximum. It is looked for down to 1e-8, and ends earlier where rounding hides a rise.
    var largestGradient = 1e-6
    var meanField: MeanFieldPosterior.Settings
    var samples = 1_000
    var descent: DescentSettings
    /// Of an ensemble, and of one in cross-validation.
    var members = 50
    var foldMembers: Int
    /// Of dropout, and weight decay of a deep ensemble as a share of the prior's precision: the best by
    /// cross-validation.
    var keepProbabilities = [0.998, 0.99, 0.95, 0.9, 0.8, 0.5]
    var decays = [0, 0.01, 0.1, 1]
    var folds = 4
    /// SGLD: ε from the largest; the length ε · steps of each chain, and of what is left out before.
    var stepSizes: [Double]
    var batchSize = 8
    var langevinTime, langevinWarmUp: Double
    var langevinSamples = 400
  }

  let tiers: [Tier: TierPlan<Settings>] = [
    .quick: TierPlan(
      Settings(
        dataSets: 8, steps: 1_500, warmUp: 500, starts: 6, meanField: .init(steps: 1_500, boundSamples: 4_000),
        descent: .init(steps: 1_000), foldMembers: 8, stepSizes: [2e-3, 1e-3], langevinTime: 40, langevinWarmUp: 10),
      seconds: 38, megabytes: 200),
    .standard: TierPlan(
      Settings(
        dataSets: 32, steps: 5_000, warmUp: 1_000, starts: 8,
        meanField: .init(steps: 10_000, pairs: 4, boundSamples: 20_000),
        descent: .init(steps: 2_500), foldMembers: 20, stepSizes: [2e-3, 1e-3, 5e-4], langevinTime: 80,
        langevinWarmUp: 20),
      seconds: 750, megabytes: 300),
    .paper: TierPlan(
      Settings(
        dataSets: 240, steps: 20_000, warmUp: 2_000, starts: 16,
        meanField: .init(steps: 15_000, pairs: 4, boundSamples: 20_000),
        descent: .init(steps: 4_000), foldMembers: 50, stepSizes: [1e-3, 5e-4, 2.5e-4], langevinTime: 160,
        langevinWarmUp: 20),
      seconds: 17_000, megabytes: 1_000),
  ]

  static let dataSet = Axis<Int>("data_set", "functions drawn from the prior")
  static let method = Axis<ApproximationMethod>("method", "way to predict")
  static let place = Axis<Int>("place", "inputs where predictions are compared")
  static let example = Axis<Int>("example", "training data")
  static let stepSize = Axis<Double>("step_size", "ε of SGLD")
  static let start = Axis<Int>("start", "starts of mean-field inference, the last a draw from the prior")

  static let mean = Column<Double>("mean", over: [method, place], "mean of the function")
  static let deviation = Column<Double>("deviation", over: [method, place], "standard deviation of the function")
  static let logDensity = Column<Double>(
    "log_density", over: [method, place], "log predictive density of a new observation, noise included")
  static let probability = Column<Double>(
    "probability", over: [method, place], "predictive probability of less than the new observation")
  static let function = Column<Double>("function", over: [place], "the function")
  static let target = Column<Double>("target", over: [example], "observed")
  static let langevinDeviation = Column<Double>(
    "sgld_deviation", over: [stepSize, place], "standard deviation of the function by SGLD")
  static let langevinScaleReduction = Column<Double>(
    "sgld_scale_reduction", over: [stepSize], "largest R̂ of SGLD at the places")
  static let evidenceBound = Column<Double>("evidence_bound", over: [start], "bound of mean-field inference")
  static let evidenceBoundError = Column<Double>(
    "evidence_bound_error", over: [start], "standard error of the bound, by samples")
  static let scaleReduction = Column<Double>("scale_reduction", "largest R̂ of the exact posterior at the places")
  static let effectiveSamples = Column<Double>("effective_samples", "least number of independent draws, all chains")
  static let chainStep = Column<Double>("chain_step", "β of the chains")
  static let gradientNorm = Column<Double>("gradient_norm", "of the log density at the maximum")
  static let effectiveParameters = Column<Double>("effective_parameters", "γ of the full Laplace approximation")
  static let keepProbability = Column<Double>("keep_probability", "of dropout, by cross-validation")
  static let decay = Column<Double>("decay", "of the deep ensemble, over the prior's precision, by cross-validation")

  func sweeps(_ settings: Settings) -> [Sweep] {
    [
      Sweep(
        cells: [Self.dataSet(0..<settings.dataSets)],
        within: [
          Self.method(ApproximationMethod.allCases), Self.place(0..<settings.task.places),
          Self.example(0..<settings.task.training), Self.stepSize(settings.stepSizes),
          Self.start(0..<settings.starts + 1),
        ],
        columns: [
          Self.mean, Self.deviation, Self.logDensity, Self.probability, Self.function, Self.target,
          Self.langevinDeviation, Self.langevinScaleReduction, Self.evidenceBound,
          Self.evidenceBoundError, Self.scaleReduction,
          Self.effectiveSamples, Self.chainStep, Self.gradientNorm, Self.effectiveParameters, Self.keepProbability,
          Self.decay,
        ]
      ) { point, context in
        let seed = context.seed(purpose: "data set", index: try point[Self.dataSet])
        return try ApproximationRun(settings, seed: seed, threads: context.threads).row()
      }
      .ofTrainedNetworks().sideBySide()
    ]
  }
}
