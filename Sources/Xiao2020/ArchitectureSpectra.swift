import InfiniteWidth
import MeanField
import Results
import Suite

/// The supplement's other architectures: spectra and mean predictors of networks with layer normalisation, with skip
/// connections and with both, by depth, against the laws that their recursions have.
///
/// The paper says in words that with skip connections the entries of Θ explode while κ goes as before, and that layer
/// normalisation cures the explosion; `NormalisedPoint` and `ResidualLaws` have the laws, which are fitted as in
/// Table 1.
struct ArchitectureSpectra: HasFindings {
  typealias Found = ArchitectureFits

  let id = "xiao2020/architectures"
  let title = "Layer normalisation and skip connections: spectra by depth (supplement)"

  struct Settings: Codable {
    var trainingSizes: [Int]
    var seeds = 3
    var testInputs = 16
    var criticalDepths = DepthRange.logarithmic(10, 10_000, steps: 45)
    var otherDepths = DepthRange.logarithmic(10, 1_000, steps: 60)
    var dimension = 108
    var classes = 10
    /// With layer normalisation. A plain ReLU network of it explodes like 2^l.
    var weightVariance = 4.0
    var orderedBias = 0.55
    var chaoticBias = 0.3
    /// Without.
    var residualReLU = VariancePoint(weightVariance: 1, biasVariance: 0)
    var residualErf = VariancePoint(weightVariance: 1.5, biasVariance: 0.05)

    func normalised(_ design: NetworkDesign, _ network: PhaseNetwork, _ phase: Phase) throws -> NormalisedPoint {
      let biases: [Phase: Double] = [.ordered: orderedBias, .chaotic: chaoticBias]
      return try NormalisedPoint(
        design, network, phase, weightVariance: weightVariance, biasVariance: biases[phase])
    }

    func residual(_ network: PhaseNetwork) -> VariancePoint { network == .relu ? residualReLU : residualErf }

    func depths(_ phase: Phase?) -> [Int] { (phase == .critical ? criticalDepths : otherDepths).depths }
  }

  let tiers: [Tier: TierPlan<Settings>] = [
    .quick: TierPlan(Settings(trainingSizes: [12]), seconds: 2, megabytes: 200),
    .standard: TierPlan(Settings(trainingSizes: [12, 20], seeds: 5), seconds: 7, megabytes: 200),
    .paper: TierPlan(Settings(trainingSizes: [12, 20, 64], seeds: 5), seconds: 20, megabytes: 300),
  ]

  static let design = Axis<NetworkDesign>("design", "what is added to a fully-connected network")
  static let residual = SweepName("residual")
  static let kernels: [PriorKernel] = [.ntk, .nngp]

  /// The networks of layer-normalised designs in a phase. ReLU's are critical without bias.
  static func networks(_ phase: Phase) -> [PhaseNetwork] { phase == .critical ? [.erf, .relu] : [.erf] }

  func sweeps(_ settings: Settings) -> [Sweep] {
    let normalised = Phase.allCases.map { phase in
      sweep(
        SweepName(phase.rawValue), [.layerNorm, .residualLayerNorm], Self.networks(phase), settings.depths(phase),
        settings
      ) { design, network in
        try settings.normalised(design, network, phase).sweep(depths: settings.depths(phase))
      }.costing { _ in phase == .critical ? 8 : 1 }
    }
    let residual = sweep(Self.residual, [.residual], [.erf, .relu], settings.depths(nil), settings) { design, network in
      let variances = settings.residual(network)
      return try design.sweep(
        network.nonlinearity, weightVariance: variances.weightVariance, biasVariance: variances.biasVariance,
        depths: settings.depths(nil))
    }
    return normalised + [residual]
  }

  private func sweep(
    _ name: SweepName, _ designs: [NetworkDesign], _ networks: [PhaseNetwork], _ depths: [Int], _ settings: Settings,
    kernels: @escaping @Sendable (NetworkDesign, PhaseNetwork) throws -> DepthSweep
  ) -> Sweep {
    Sweep(
      name,
      cells: [
        Self.design(designs), Table1.network(networks), Table1.trainingSize(settings.trainingSizes),
        Table1.seed(0..<settings.seeds),
      ],
      within: [SpectrumAxis.kernel(Self.kernels), SpectrumAxis.depth(depths)],
      columns: KernelAtDepth.columns(over: SpectrumAxis.kernel)
    ) { cell, context in
      let training = try cell[Table1.trainingSize]
      let inputs = try RandomInputs(
        training: training, test: settings.testInputs, variance: 1, dimension: settings.dimension,
        classes: settings.classes,
        seed: context.seed(purpose: "inputs of \(training)", index: cell[Table1.seed]))
      let series = try KernelAtDepth.measured(
        kernels(cell[Self.design], cell[Table1.network]), of: inputs.pairs, training: training,
        targets: inputs.targets, threads: context.threads)
      return KernelAtDepth.row(Self.kernels.map { series[$0] ?? [] })
    }
  }
}
