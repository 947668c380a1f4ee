import Glibc
import LinearAlgebra
import MeanField
import Plotting
import Results
import Suite

/// Schoenholz et al. 2017, Figure 2: depth scales ξ_q and ξ_c against σ_w² at σ_b² = 0.05, with dropout too; how q and
/// c approach their fixed points, in theory and in random tanh networks of width 300.
struct Figure2: HasFindings {
  typealias Found = Figure2Scores

  let id = "schoenholz2017/figure2"
  let title = "Depth scales and the approach to the fixed points (Figure 2)"

  struct Settings: Codable {
    var networks: RandomNetworks
    /// Layers of the theory's iterates.
    var depth = 400
    /// Inputs start with so many times the variance of the fixed point, and with this separation.
    var startVariance = 2.0
    var startSeparation = 0.4
    /// The first is without dropout.
    var keepProbabilities = [1, 0.9999, 0.999, 0.99, 0.9]
    /// Steps of the depth scales' σ_w² from 0.25 to 4.
    var steps: Int
    /// σ_w², as distances from the critical one, over which the divergence of ξ_c is fitted.
    var criticalDistances = [1e-4, 2e-4, 5e-4, 1e-3, 2e-3]

    init(steps: Int, networks count: Int) {
      self.steps = steps
      // Three in the ordered phase, four in the chaotic one (σ_w² = 1.761 is critical).
      networks = RandomNetworks(weightVariances: [1, 1.3, 1.6, 2, 2.5, 3, 4], depth: 30, count: count)
    }

    var weightVariances: [Double] { (0...steps).map { 0.25 + 3.75 * Double($0) / Double(steps) } }
  }

  let tiers: [Tier: TierPlan<Settings>] = [
    .quick: TierPlan(Settings(steps: 200, networks: 10), seconds: 5, megabytes: 200),
    .standard: TierPlan(Settings(steps: 800, networks: 100), seconds: 25, megabytes: 200),
    .paper: TierPlan(Settings(steps: 800, networks: 300), seconds: 80, megabytes: 200),
  ]

  static let scales = SweepName("depth_scales")
  static let approach = SweepName("approach")
  static let networks = SweepName("networks")

  static let keepProbability = Axis<Double>("keep_probability", "probability to keep a unit")
  static let layer = Axis<Int>("layer", "layer")

  static let varianceDepthScale = Column<Double>(
    "variance_depth_scale", over: [RandomNetworks.weightVariance], "ξ_q in layers")
  static let correlationDepthScale = Column<Double>(
    "correlation_depth_scale", over: [RandomNetworks.weightVariance], "ξ_c in layers")
  static let varianceResidual = Column<Double>("variance_residual", over: [layer], "|q − q*|")
  static let correlationResidual = Column<Double>("correlation_residual", over: [layer], "|c − c*|")
  static let separation = Column<Double>(
    "separation", over: [RandomNetworks.network, layer], "1 − c of two inputs' preactivations")

  func sweeps(_ settings: Settings) -> [Sweep] {
    let (networks, start) = (settings.networks, settings.startSeparation)
    let weightVariance = RandomNetworks.weightVariance
    return [
      Sweep(
        Self.scales, cells: [Self.keepProbability(settings.keepProbabilities)],
        within: [weightVariance(settings.weightVariances)],
        columns: [Self.varianceDepthScale, Self.correlationDepthScale]
      ) { point, context in
        let theories = try PhaseDiagram(
          .tanh, weightVariances: settings.weightVariances, biasVariances: [networks.biasVariance],
          keepProbability: point[Self.keepProbability], threads: context.threads
        ).theories
        return Row(
          Self.varianceDepthScale => theories.map { $0.varianceDepthScale.value ?? .nan },
          Self.correlationDepthScale => theories.map { $0.correlationDepthScale.value ?? .nan })
      },
      Sweep(
        Self.approach, cells: [weightVariance(networks.weightVariances)], within: [Self.layer(0...settings.depth)],
        columns: [Self.varianceResidual, Self.correlationResidual]
      ) { point, _ in
        let theory = try networks.theory(point[weightVariance])
        let (q, epsilon) = (try theory.fixedVariance.get(), try theory.fixedSeparation.get())
        let lengths = try theory.lengths(from: settings.startVariance * q, depth: settings.depth)
        let separations = try theory.separations(
          from: start, variance: settings.startVariance * q, depth: settings.depth)
        return Row(
          Self.varianceResidual => lengths.map { ($0 - q).magnitude },
          Self.correlationResidual => separations.map { ($0 - epsilon).magnitude })
      },
      Sweep(
        Self.networks, cells: [weightVariance(networks.weightVariances)],
        within: [RandomNetworks.network(0..<networks.count), Self.layer(0...networks.depth)],
        columns: [Self.separation]
      ) { point, context in
        let network = networks.network(try point[weightVariance])
        let angle = acos(1 - start)
        let radius = (2 * settings.startVariance * (try network.theory().fixedVariance.get())).squareRoot()
        let inputs = Matrix(rows: 2, columns: 2, elements: [radius, 0, radius * cos(angle), radius * sin(angle)])
        let purpose = "networks \(try point.place(on: weightVariance))"
        let separations = try (0..<networks.count).flatMap { index in
          try network.preactivations(inputs, seed: context.seed(purpose: purpose, index: index))
            .map { EqualLayerNetwork.separation($0, 0, 1) }
        }
        return Row(Self.separation => separations)
      },
    ]
  }
}
