import MeanField
import Results
import Suite

/// Xiao et al. 2020, Table 1: how the spectrum of the NTK and its mean predictor go with depth in the ordered phase, on
/// the critical line and in the chaotic phase, measured on random inputs and fitted; the NNGP kernel beside it.
///
/// Inputs are random directions with K⁰(x, x) = q*, as the paper's theory has them, behind a read-in
/// that leaves them as they are; every seed draws others. Kernels at all depths come from one pass each.
///
/// A law's number is the mean over seeds of its coefficient in the deepest window of depth. Its standard error is the
/// root of the sum of squares of the standard error over seeds and of the mean drift (`WindowedFit`) over 2.576: the
/// drift bounds what finite depth leaves open, and counts as a 99 % bound.
struct Table1: HasFindings {
  typealias Found = Table1Fits

  let id = "xiao2020/table1"
  let title = "Spectra and mean predictors by depth in the three phases (Table 1)"

  struct Settings: Codable {
    var trainingSizes: [Int]
    var seeds = 5
    var testInputs = 32
    /// Three decades, one a window.
    var criticalDepths = DepthRange.logarithmic(10, 10_000, steps: 60)
    /// Until rounding ends it, some 27 depth scales.
    var otherDepths = DepthRange.logarithmic(10, 1_000, steps: 80)
    /// Of the inputs: 6 · 6 · 3, the shape of those of Figure 1.
    var dimension = 108
    /// Of the labels.
    var classes = 10
    var variances = PhaseVariances()

    func depths(_ phase: Phase) -> [Int] { (phase == .critical ? criticalDepths : otherDepths).depths }
  }

  let tiers: [Tier: TierPlan<Settings>] = [
    .quick: TierPlan(Settings(trainingSizes: [12], seeds: 3), seconds: 8, megabytes: 200),
    .standard: TierPlan(Settings(trainingSizes: [12, 20]), seconds: 25, megabytes: 200),
    .paper: TierPlan(Settings(trainingSizes: [12, 20, 64]), seconds: 120, megabytes: 300),
  ]

  static let network = Axis<PhaseNetwork>("network", "nonlinearity of the network")
  static let trainingSize = Axis<Int>("training_size", "training inputs m")
  static let seed = Axis<Int>("seed", "seed of inputs and labels")
  static let weightVariance = Column<Double>("weight_variance", "weight variance σ_w²")
  static let biasVariance = Column<Double>("bias_variance", "bias variance σ_b²")
  private static let kernels: [PriorKernel] = [.ntk, .nngp]

  /// Convolutional networks with flattening follow the same laws; with pooling, factors of the window's size come in.
  func sweeps(_ settings: Settings) -> [Sweep] {
    Phase.allCases.map { phase in
      let depths = settings.depths(phase)
      return Sweep(
        SweepName(phase.rawValue),
        cells: [
          SpectrumAxis.architecture([.fullyConnected]), Self.network(PhasePoint.networks(phase)),
          Self.trainingSize(settings.trainingSizes), Self.seed(0..<settings.seeds),
        ],
        within: [SpectrumAxis.kernel(Self.kernels), SpectrumAxis.depth(depths)],
        columns: [Self.weightVariance, Self.biasVariance] + KernelAtDepth.columns(over: SpectrumAxis.kernel)
      ) { cell, context in
        let point = try PhasePoint(cell[Self.network], phase, of: settings.variances)
        let training = try cell[Self.trainingSize]
        let inputs = try RandomInputs(
          training: training, test: settings.testInputs, variance: point.variance,
          dimension: settings.dimension, classes: settings.classes,
          seed: context.seed(purpose: "inputs of \(training)", index: cell[Self.seed]))
        let series = try KernelAtDepth.measured(
          point.sweep(depths: depths), of: inputs.pairs, training: training, targets: inputs.targets,
          threads: context.threads)
        return Row(Self.weightVariance => point.weightVariance, Self.biasVariance => point.biasVariance)
          + KernelAtDepth.row(Self.kernels.map { series[$0] ?? [] })
      }.costing { _ in phase == .critical ? 10 : 1 }
    }
  }
}
