import Datasets
import Inference
import InfiniteWidth
import LinearAlgebra
import MeanField
import Platform
import Plotting
import Results
import Suite

/// Xiao et al. 2020, Figure 1, for erf networks: the condition number by depth in the three phases on random inputs (a,
/// b, c; pooled on the critical line: d), and the mean predictor by depth on 64 training and 32 test images of CIFAR-10
/// (e, f). What is here are the fully connected networks of a to c; `Figure1Convolutions` has the rest of a to d,
/// `Figure1Predictors` e and f.
///
/// Variances are the notebook's, σ_b² = 0.05 with σ_w² = 1.25 (ordered), 1.5 (chaotic) and the critical value, but for
/// panel a: there the paper's pooled κ comes down to 1 near l = 60, which at 1.5 (χ₁ = 1.035) no network's does; σ_w² =
/// 2.5 was chosen because there it does. The paper calls the inputs of a to d random, shaped (m, 6, 6, 3); uniformly
/// random pixels give the shapes of its curves. Inputs have K⁰ = Θ⁰ = 1 on the diagonal behind a read-in of unit
/// variance.
struct Figure1: Experiment {
  let id = "xiao2020/figure1"
  let title = "Condition number and mean predictor by depth (Figure 1)"
  let datasets: [DatasetDescription] = [.cifar10]

  struct Settings: Codable {
    var sizes = [12, 20]
    /// Of random inputs in panel a.
    var chaoticWeightVariance = 2.5
    /// As panels a and b have them.
    var shallowDepths = DepthRange.linear(2, 122, steps: 60)
    /// The further ones of panel c, which begin where the shallow ones end.
    var deepDepths = DepthRange.logarithmic(122, 1_000, steps: 30)
    /// Where panel c shows from which side the curves come.
    var earlyDepth = 10
    /// Of convolutional networks in panels c and d. Pooled kernels at depth 1,000 are seconds; the paper's 2,000 are
    /// the standard tier's.
    var criticalConvolutionDepths = DepthRange.logarithmic(2, 2_000, steps: 40)
    /// In panels a to d.
    var pixels = RandomPixels.Settings(distribution: .uniform)
    var variances = PhaseVariances()
    /// Panels e and f.
    var images = Figure1Predictors.Settings()

    var depths: [Int] { shallowDepths.depths + deepDepths.depths.dropFirst() }
  }

  let tiers: [Tier: TierPlan<Settings>] = [
    .quick: TierPlan(
      Settings(criticalConvolutionDepths: .logarithmic(2, 1_000, steps: 40)), seconds: 8, megabytes: 600),
    .standard: TierPlan(Settings(), seconds: 13, megabytes: 600),
    .paper: TierPlan(Settings(), seconds: 13, megabytes: 600),
  ]

  static let random = SweepName("random")
  static let trainingSize = Axis<Int>("training_size", "training inputs m")
  static let lambdaMax = Column<Double>(
    "lambda_max", over: [SpectrumAxis.depth], "largest eigenvalue of the NTK")
  static let lambdaSecond = Column<Double>(
    "lambda_second", over: [SpectrumAxis.depth], "second eigenvalue of the NTK")
  static let lambdaBulk = Column<Double>(
    "lambda_bulk", over: [SpectrumAxis.depth], "λ_bulk of the NTK, the mean of all eigenvalues but the largest")
  static let lambdaMin = Column<Double>(
    "lambda_min", over: [SpectrumAxis.depth], "smallest eigenvalue of the NTK")
  static let eigenvalues = [lambdaMax, lambdaSecond, lambdaBulk, lambdaMin]

  /// The network of panels a to d.
  static func randomPoint(_ phase: Phase, _ settings: Settings) throws -> PhasePoint {
    let point = try PhasePoint(.erf, phase, of: settings.variances)
    guard phase == .chaotic else { return point }
    return try PhasePoint(
      .erf, phase, weightVariance: settings.chaoticWeightVariance, biasVariance: point.biasVariance)
  }

  /// The random images of panels a to d, the same for all three networks.
  static func inputs(_ size: Int, _ settings: RandomPixels.Settings, _ context: RunContext) throws -> RandomPixels {
    try RandomPixels(
      training: size, test: 0, variance: 1, settings, seed: context.seed(purpose: "images of \(size)"))
  }

  static func row(_ spectra: [KernelSpectrum]) -> Row {
    Row(
      lambdaMax => spectra.map(\.largest), lambdaSecond => spectra.map { $0.second ?? .nan },
      lambdaBulk => spectra.map(\.bulk), lambdaMin => spectra.map(\.smallest))
  }

  func sweeps(_ settings: Settings) -> [Sweep] {
    [random(settings), Figure1Predictors.sweep(settings.images, settings.variances)]
      + Figure1Convolutions.sweeps(settings)
  }

  private func random(_ settings: Settings) -> Sweep {
    let depths = settings.depths
    return Sweep(
      Self.random,
      cells: [
        SpectrumAxis.architecture([.fullyConnected]), SpectrumAxis.phase(Phase.allCases),
        Self.trainingSize(settings.sizes),
      ],
      within: [SpectrumAxis.depth(depths)], columns: Self.eigenvalues
    ) { cell, context in
      let inputs = try Self.inputs(cell[Self.trainingSize], settings.pixels, context)
      var spectra: [KernelSpectrum] = []
      try Self.randomPoint(cell[SpectrumAxis.phase], settings).sweep(depths: depths)
        .forEachDepth(of: inputs.vectors, get: .ntk, threads: context.threads) { _, kernels in
          guard let kernel = kernels.ntk else { return }
          spectra.append(try Device.single.run { try KernelSpectrum(kernel) })
        }
      return Self.row(spectra)
    }
  }

  func scores(_ tables: Tables, _ settings: Settings) throws -> [Score] {
    try ConditionCurves(tables, settings).scores()
      + PredictorCurves(tables, settings.images, settings.variances).scores()
      + ConvolutionCurves(tables, settings).scores()
  }

  func narrative(_ tables: Tables, _ settings: Settings) throws -> String {
    """
    The paper calls its inputs random, (m, 6, 6, 3), and prints no variances. Its curves in (c) come from above, as \
    those of inputs do that are alike to begin with; ours are uniformly random pixels, of which every position is \
    brought to K⁰ = 1. Directions without a mean were tried before: their curves come from below to the same limits. \
    (a) is at σ_w² = \(settings.chaoticWeightVariance), chosen so that the pooled curve comes down to 1 within the \
    axis as the paper's does; the notebook's \(settings.variances.chaoticErf), that of (e), is too near the critical \
    line for that. That curves reach 1 there is therefore shown and not judged; how fast they do is.
    """
  }

  /// Lettered as in the paper.
  func figure(_ tables: Tables, _ settings: Settings) throws -> Figure? {
    let (dense, convolutions) = (try ConditionCurves(tables, settings), try ConvolutionCurves(tables, settings))
    let predictors = try PredictorCurves(tables, settings.images, settings.variances)
    var (a, b, c) = (try dense.chaotic(), try dense.ordered(), try dense.critical())
    a.layers += try convolutions.chaotic()
    b.layers += try convolutions.ordered()
    c.layers += try convolutions.critical()
    return Figure(
      columns: 3, showsPanelLabels: false,
      panels: [a, b, c, try convolutions.pooled(), try predictors.chaotic(), try predictors.ordered()])
  }
}
