import MeanField
import Platform
import Results
import Suite

/// The supplement's dropout (Section D, Figure 4): kernels of erf networks with dropout in the penultimate layer, which
/// keeps the condition number finite where it grows without, and with dropout in every layer.
struct Dropout: HasFindings {
  typealias Found = DropoutCurves

  let id = "xiao2020/dropout"
  let title = "Dropout: the condition number stays finite (supplement)"

  struct Settings: Codable {
    var trainingSizes: [Int]
    var seeds: Int
    var keepProbabilities = [0.5, 0.8, 0.95]
    var testInputs = 16
    var criticalDepths = DepthRange.logarithmic(10, 10_000, steps: 24)
    var otherDepths = DepthRange.logarithmic(10, 800, steps: 24)
    var dimension = 108
    var classes = 10
    var variances = PhaseVariances()

    /// On the critical line, dropout in every layer makes Θ(x, x) grow exponentially.
    func depths(_ place: DropoutPlace, _ phase: Phase) -> [Int] {
      (place == .last && phase == .critical ? criticalDepths : otherDepths).depths
    }
  }

  let tiers: [Tier: TierPlan<Settings>] = [
    .quick: TierPlan(Settings(trainingSizes: [12], seeds: 1), seconds: 3, megabytes: 200),
    .standard: TierPlan(Settings(trainingSizes: [12, 20], seeds: 3), seconds: 18, megabytes: 200),
    .paper: TierPlan(Settings(trainingSizes: [12, 20, 64], seeds: 5), seconds: 120, megabytes: 300),
  ]

  static let keepProbability = Axis<Double>("keep_probability", "probability ρ with which a unit is kept")
  static let kernels: [PriorKernel] = [.ntk, .nngp]

  func sweeps(_ settings: Settings) -> [Sweep] {
    DropoutPlace.allCases.flatMap { place in Phase.allCases.map { sweep(place, $0, settings) } }
  }

  static func sweepName(_ place: DropoutPlace, _ phase: Phase) -> SweepName {
    SweepName("\(place.rawValue)_\(phase.rawValue)")
  }

  private func sweep(_ place: DropoutPlace, _ phase: Phase, _ settings: Settings) -> Sweep {
    let depths = settings.depths(place, phase)
    return Sweep(
      Self.sweepName(place, phase),
      cells: [
        Self.keepProbability(settings.keepProbabilities), Table1.trainingSize(settings.trainingSizes),
        Table1.seed(0..<settings.seeds),
      ],
      within: [SpectrumAxis.kernel(Self.kernels), SpectrumAxis.depth(depths)],
      columns: KernelAtDepth.columns(over: SpectrumAxis.kernel)
    ) { cell, context in
      let limit = try DropoutLimit(
        place, phase, keepProbability: cell[Self.keepProbability], of: settings.variances)
      let training = try cell[Table1.trainingSize]
      let inputs = try RandomInputs(
        training: training, test: settings.testInputs, variance: limit.variance(), dimension: settings.dimension,
        classes: settings.classes,
        seed: context.seed(purpose: "inputs of \(training)", index: cell[Table1.seed]))
      var series: [PriorKernel: [KernelAtDepth]] = [:]
      try limit.forEachDepth(depths, of: inputs.pairs, threads: context.threads) { position, kernels in
        // Threads would cost a matrix of some tens of rows more than they save.
        try Device.single.run {
          for (prior, kernel) in [(PriorKernel.ntk, kernels.ntk), (.nngp, kernels.nngp)] {
            guard let kernel else { continue }
            series[prior, default: []].append(
              try KernelAtDepth(depth: depths[position], kernel, training: training, targets: inputs.targets))
          }
        }
      }
      return KernelAtDepth.row(Self.kernels.map { series[$0] ?? [] })
    }.costing { _ in Double(depths.reduce(0, +)) }
  }
}
