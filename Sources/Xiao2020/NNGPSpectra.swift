import Inference
import InfiniteWidth
import LinearAlgebra
import MeanField
import Platform
import Results
import Suite

/// Condition numbers of the NNGP kernel by depth in the three phases, and of critical ReLU networks with either kernel:
/// the six panels "NNGP chaotic, chaotic, ordered, critical, NNGP ReLU, NTK ReLU" of the lecture slides on Xiao et al.
/// 2020, from the paper's supplement.
///
/// Neither the supplement nor the slides were at hand, only the panels' names: that they show κ by depth, the second
/// how fast it approaches its limit, is inferred. The laws follow from the recursion of K alone, and are those of
/// `TableLaws`. With pooling over d positions the chaotic limit is 1 + m d c*/(1 − c*): the diagonal is
/// q* (1 + (d − 1) c*)/d.
///
/// Networks and inputs are those of `Figure1`: erf at the notebook's variances, uniformly random pixels.
struct NNGPSpectra: HasFindings {
  typealias Found = NNGPSpectraCurves

  let id = "xiao2020/nngp-spectra"
  let title = "Condition numbers of the NNGP kernel by depth, and of critical ReLU networks (six panels of the slides)"

  struct Settings: Codable {
    var sizes = [12, 20]
    /// Off the critical line: twelve depth scales of the chaotic phase.
    var depths = DepthRange.linear(4, 400, steps: 99)
    var criticalDepths: DepthRange
    var pixels = RandomPixels.Settings(distribution: .uniform)
    var variances = PhaseVariances()

    func depths(_ phase: Phase) -> [Int] { (phase == .critical ? criticalDepths : depths).depths }
  }

  let tiers: [Tier: TierPlan<Settings>] = {
    let full = TierPlan(Settings(criticalDepths: .logarithmic(2, 2_000, steps: 55)), seconds: 15, megabytes: 300)
    return [
      .quick: TierPlan(Settings(criticalDepths: .logarithmic(2, 1_000, steps: 50)), seconds: 5, megabytes: 300),
      .standard: full, .paper: full,
    ]
  }()

  static let architectures: [NetworkKind] = [.fullyConnected, .flattened, .pooled]
  static let trainingSize = Axis<Int>("training_size", "training inputs m")
  static let relu = SweepName("relu")
  static let lambdaMax = Column<Double>("lambda_max", over: [SpectrumAxis.depth], "largest eigenvalue")
  static let lambdaMin = Column<Double>("lambda_min", over: [SpectrumAxis.depth], "smallest eigenvalue")

  private static func columns(over axis: any NamedAxis) -> [any DeclaredColumn] {
    [lambdaMax, lambdaMin].map { $0.over(axis, SpectrumAxis.depth) }
  }

  private static func row(_ spectra: [KernelSpectrum]) -> Row {
    Row(lambdaMax => spectra.map(\.largest), lambdaMin => spectra.map(\.smallest))
  }

  func sweeps(_ settings: Settings) -> [Sweep] {
    Phase.allCases.map { phase in
      let depths = settings.depths(phase)
      return Sweep(
        SweepName(phase.rawValue), cells: [Self.trainingSize(settings.sizes)],
        within: [SpectrumAxis.architecture(Self.architectures), SpectrumAxis.depth(depths)],
        columns: Self.columns(over: SpectrumAxis.architecture)
      ) { cell, context in
        let inputs = try Figure1.inputs(cell[Self.trainingSize], settings.pixels, context)
        let point = try PhasePoint(.erf, phase, of: settings.variances)
        let dense = try Self.kernels(.nngp, point, depths, inputs, context)
        let spatial = try point.convolutions(
          depths: depths, heads: .both, height: settings.pixels.side, width: settings.pixels.side
        ).kernels(of: inputs.pairs, get: .nngp, threads: context.threads)
        let all = dense + spatial.compactMap(\.flattened.nngp) + spatial.compactMap { $0.pooled?.nngp }
        return Self.row(try Device.single.run { try all.map { try KernelSpectrum($0) } })
      }.costing { _ in Double(depths.last ?? 1) }
    } + [relu(settings)]
  }

  private func relu(_ settings: Settings) -> Sweep {
    let depths = settings.criticalDepths.depths
    return Sweep(
      Self.relu, cells: [Self.trainingSize(settings.sizes)],
      within: [SpectrumAxis.kernel(PriorKernel.allCases), SpectrumAxis.depth(depths)],
      columns: Self.columns(over: SpectrumAxis.kernel)
    ) { cell, context in
      let inputs = try Figure1.inputs(cell[Self.trainingSize], settings.pixels, context)
      let point = try PhasePoint(.relu, .critical, of: settings.variances)
      let all = try PriorKernel.allCases.flatMap { try Self.kernels($0, point, depths, inputs, context) }
      return Self.row(try Device.single.run { try all.map { try KernelSpectrum($0) } })
    }.costing { _ in 1 }
  }

  /// Of the fully connected network, by depth.
  private static func kernels(
    _ prior: PriorKernel, _ point: PhasePoint, _ depths: [Int], _ inputs: RandomPixels, _ context: RunContext
  ) throws -> [Matrix<Double>] {
    var all: [Matrix<Double>] = []
    try point.sweep(depths: depths).forEachDepth(of: inputs.vectors, get: .both, threads: context.threads) {
      all.append(try prior.matrix(of: $1))
    }
    return all
  }
}
