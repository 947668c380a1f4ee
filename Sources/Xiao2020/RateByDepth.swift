import InfiniteWidth
import Inputs
import LinearAlgebra
import MeanField
import Platform
import Results
import Suite

/// The largest learning rate by depth in the three phases: 2/λ_max of infinitely wide erf networks against its law, and
/// gradient descent of finite ones against 2/λ_max.
///
/// The paper's corollary of Table 1: the rate falls exponentially with depth in the chaotic phase, like 1/l on the
/// critical line, and hardly in the ordered one.
struct RateByDepth: HasFindings {
  typealias Found = RateByDepthScores

  let id = "xiao2020/learning-rate"
  let title = "The largest learning rate by depth in the three phases"

  struct Settings: Codable {
    var networks: LargestRate
    var depths: [Int]
    /// Networks of each kind, and draws of inputs.
    var seeds: Int
    var training = 12
    var dimension = 108
    var variances = PhaseVariances()
    var criticalDepths = DepthRange.logarithmic(10, 10_000, steps: 45)
    var otherDepths = DepthRange.logarithmic(10, 800, steps: 60)

    /// Of the law.
    func depths(_ phase: Phase) -> [Int] { (phase == .critical ? criticalDepths : otherDepths).depths }

    init(networks: LargestRate, depths: [Int], seeds: Int, training: Int = 12) {
      (self.networks, self.depths, self.seeds, self.training) = (networks, depths, seeds, training)
      // Farther from the critical line than elsewhere, so that few layers tell the phases apart.
      (variances.biasVariance, variances.orderedErf, variances.chaoticErf) = (0.186, 1, 3)
    }
  }

  let tiers: [Tier: TierPlan<Settings>] = [
    .quick: TierPlan(
      Settings(networks: LargestRate(width: 256), depths: [2, 6], seeds: 3), seconds: 2, megabytes: 200),
    .standard: TierPlan(
      Settings(networks: LargestRate(width: 512), depths: [2, 4, 8, 12], seeds: 4), seconds: 28,
      megabytes: 300),
    .paper: TierPlan(
      Settings(networks: LargestRate(width: 1_024), depths: [2, 4, 8, 12, 16, 24], seeds: 10),
      seconds: 700, megabytes: 400),
  ]

  static let networks = SweepName("networks")
  static let rate = Column<Double>(
    "largest_rate", over: [Table1.seed], "largest rate at which gradient descent of a finite network is stable")
  static let own = Column<Double>("own_rate", over: [Table1.seed], "2/λ_max of the network's own tangent kernel")
  static let unit = Column<Double>("infinite_rate", over: [Table1.seed], "2/λ_max of the infinite network")

  func sweeps(_ settings: Settings) -> [Sweep] {
    let laws = Phase.allCases.map { phase in
      let depths = settings.depths(phase)
      return Sweep(
        SweepName(phase.rawValue), cells: [Table1.seed(0..<settings.seeds)],
        within: [SpectrumAxis.kernel([.ntk]), SpectrumAxis.depth(depths)],
        columns: KernelAtDepth.columns(over: SpectrumAxis.kernel)
      ) { cell, context in
        let point = try PhasePoint(.erf, phase, of: settings.variances)
        let inputs = try Self.inputs(settings, point, seed: cell[Table1.seed], test: 1, context)
        let series = try KernelAtDepth.measured(
          point.sweep(depths: depths), of: inputs.pairs, training: settings.training, targets: inputs.targets,
          threads: context.threads)
        return KernelAtDepth.row([series[.ntk] ?? []])
      }
    }
    return laws + [
      Sweep(
        Self.networks, cells: [SpectrumAxis.phase(Phase.allCases), SpectrumAxis.depth(settings.depths)],
        within: [Table1.seed(0..<settings.seeds)], columns: [Self.rate, Self.own, Self.unit]
      ) { cell, context in
        let (phase, depth) = (try cell[SpectrumAxis.phase], try cell[SpectrumAxis.depth])
        let point = try PhasePoint(.erf, phase, of: settings.variances)
        let found = try (0..<settings.seeds).map { seed in
          let inputs = try Self.inputs(settings, point, seed: seed, test: 0, context)
          var unit = Double.nan
          try point.sweep(depths: [depth]).forEachDepth(of: inputs.pairs, get: .ntk, threads: 1) { _, kernels in
            if let kernel = kernels.ntk { unit = 2 / (try kernel.largestEigenvalue().eigenvalue) }
          }
          // One output: several share weights, and their common tangent kernel has a larger λ_max.
          let purpose = "\(phase.rawValue) \(depth)"
          let finding = try settings.networks.find(
            point, depth: depth, inputs: Matrix<Float>(inputs.vectors), unit: unit,
            seed: context.seed(purpose: "parameters, \(purpose)", index: seed),
            labels: context.seed(purpose: "labels, \(purpose)", index: seed))
          return (finding: finding, unit: unit)
        }
        return Row(
          Self.rate => found.map(\.finding.rate), Self.own => found.map(\.finding.own),
          Self.unit => found.map(\.unit),
          status: found.allSatisfy(\.finding.isEnclosed) ? .done : .untrusted)
      }
      .ofTrainedNetworks().sideBySide().costing { point in
        let width = Double(settings.networks.width)
        return 0.01 * width * width * Double(try point[SpectrumAxis.depth])
      }
    ]
  }

  private static func inputs(
    _ settings: Settings, _ point: PhasePoint, seed: Int, test: Int, _ context: RunContext
  ) throws -> RandomInputs {
    try RandomInputs(
      training: settings.training, test: test, variance: point.variance, dimension: settings.dimension, classes: 2,
      seed: context.seed(purpose: "inputs", index: seed))
  }
}
