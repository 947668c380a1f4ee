import InfiniteWidth
import LinearAlgebra
import MeanField
import Platform
import Results
import Suite

/// Xiao et al. 2020, Table 1, the factors d: how the spectrum of the NTK and its mean predictor go with depth in
/// convolutional networks, flattened (CNN-F, d = 1) and pooled over d = 36 positions (CNN-P), measured on random images
/// and fitted.
///
/// Erf at the points of `Table1`, 3 × 3 on a torus of 6 × 6 positions, every position with K⁰ = q*. Numbers and
/// standard errors are made as in `Table1`. What the table gives as an order, O(·) or Θ(·), has its factor d judged by
/// the ratio of the two networks at the deepest depth.
struct Table1Convolutions: HasFindings {
  typealias Found = Table1ConvolutionsFits

  let id = "xiao2020/table1-convolutions"
  let title = "Spectra and mean predictors of convolutional networks by depth (Table 1, factors d)"

  /// Depths are from six depth scales on: exponentials evenly in l, powers in log l, on the critical line as deep as
  /// the tier can wait.
  struct Settings: Codable {
    var training = 12
    var testImages = 4
    var seeds = 5
    var orderedDepths = DepthRange.logarithmic(150, 500, steps: 40)
    var criticalDepths = DepthRange.logarithmic(10, 4_000, steps: 40)
    var chaoticDepths = DepthRange.linear(200, 440, steps: 24)
    var pixels = RandomPixels.Settings()
    var variances = PhaseVariances()

    func depths(_ phase: Phase) -> [Int] {
      switch phase {
      case .ordered: orderedDepths.depths
      case .critical: criticalDepths.depths
      case .chaotic: chaoticDepths.depths
      }
    }
  }

  let tiers: [Tier: TierPlan<Settings>] = [
    .quick: TierPlan(
      Settings(seeds: 2, criticalDepths: .logarithmic(10, 1_000, steps: 40)), seconds: 6, megabytes: 300),
    .standard: TierPlan(Settings(), seconds: 35, megabytes: 500),
    .paper: TierPlan(Settings(), seconds: 35, megabytes: 500),
  ]

  static let seed = Axis<Int>("seed", "seed of images and labels")

  func sweeps(_ settings: Settings) -> [Sweep] {
    Phase.allCases.map { phase in
      let depths = settings.depths(phase)
      return Sweep(
        SweepName(phase.rawValue), cells: [Self.seed(0..<settings.seeds)],
        within: [SpectrumAxis.architecture([.flattened, .pooled]), SpectrumAxis.depth(depths)],
        columns: KernelAtDepth.columns(over: SpectrumAxis.architecture)
      ) { cell, context in
        let point = try PhasePoint(.erf, phase, of: settings.variances)
        let inputs = try RandomPixels(
          training: settings.training, test: settings.testImages, variance: point.variance, settings.pixels,
          seed: context.seed(purpose: "images of \(settings.training)", index: cell[Self.seed]))
        let sweep = try point.convolutions(
          depths: depths, heads: .both, height: settings.pixels.side, width: settings.pixels.side)
        let kernels = try sweep.kernels(of: inputs.pairs, get: .ntk, threads: context.threads)
        return try Device.single.run {
          KernelAtDepth.row(
            try [kernels.map(\.flattened.ntk), kernels.map { $0.pooled?.ntk }].map { kernels in
              try zip(depths, kernels).compactMap { depth, kernel in
                try kernel.map {
                  try KernelAtDepth(depth: depth, $0, training: settings.training, targets: inputs.targets)
                }
              }
            })
        }
      }.costing { _ in Double(depths.last ?? 1) }
    }
  }
}
