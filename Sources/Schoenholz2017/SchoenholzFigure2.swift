import Glibc
import LinearAlgebra
import MeanField
import Results
import Suite

/// Schoenholz et al. 2017, Figure 2: depth scales ξ_q and ξ_c against σ_w² at σ_b² = 0.05, with dropout too; how q and
/// c approach their fixed points, in theory and in random tanh networks of width 300.
struct SchoenholzFigure2: Experiment {
  let id = "schoenholz2017/figure2"
  let title = "Depth scales and the approach to the fixed points (Figure 2)"
  let reference = SchoenholzSettings.reference

  static let keepProbabilities = [1, 0.9999, 0.999, 0.99, 0.9]
  /// Three in the ordered phase, four in the chaotic one (σ_w² = 1.761 is critical).
  static let weightVariances = [1, 1.3, 1.6, 2, 2.5, 3, 4]
  static let depth = 400
  static let networkDepth = 30
  /// Inputs start twice as long as the fixed point, and with this separation.
  static let startSeparation = 0.4
  static let scales = "/depth_scales"
  static let approach = "/approach"
  static let networks = "/networks"

  func cost(_ tier: Tier) -> Cost? {
    switch tier {
    case .quick: Cost(seconds: 5, memoryBytes: 200_000_000, diskBytes: 1_000_000)
    case .standard: Cost(seconds: 25, memoryBytes: 200_000_000, diskBytes: 2_000_000)
    case .paper: Cost(seconds: 80, memoryBytes: 200_000_000, diskBytes: 2_000_000)
    }
  }

  static func networkCount(_ tier: Tier) -> Int {
    switch tier {
    case .quick: 10
    case .standard: 100
    case .paper: 300
    }
  }

  static func grid(_ tier: Tier) -> [Double] {
    let count = tier == .quick ? 200 : 800
    return (0...count).map { 0.25 + 3.75 * Double($0) / Double(count) }
  }

  func layouts(_ tier: Tier) -> [SweepLayout] {
    let weights = Coordinate(name: "weight_variance", values: .numbers(Self.weightVariances), longName: "σ_w²")
    return [
      SweepLayout(
        group: Self.scales,
        coordinates: [
          Coordinate(
            name: "keep_probability", values: .numbers(Self.keepProbabilities), longName: "probability to keep a unit"),
          Coordinate(name: "weight_variance", values: .numbers(Self.grid(tier)), longName: "σ_w²"),
        ],
        variables: [
          .number("variance_depth_scale", over: ["keep_probability", "weight_variance"], "ξ_q in layers"),
          .number("correlation_depth_scale", over: ["keep_probability", "weight_variance"], "ξ_c in layers"),
        ], cellDimensions: ["keep_probability"]),
      SweepLayout(
        group: Self.approach,
        coordinates: [weights, .index("layer", count: Self.depth + 1, longName: "layer")],
        variables: [
          .number("variance_residual", over: ["weight_variance", "layer"], "|q − q*|"),
          .number("correlation_residual", over: ["weight_variance", "layer"], "|c − c*|"),
        ], cellDimensions: ["weight_variance"]),
      SweepLayout(
        group: Self.networks,
        coordinates: [
          weights, .index("network", count: Self.networkCount(tier), longName: "random networks"),
          .index("layer", count: Self.networkDepth + 1, longName: "layer"),
        ],
        variables: [
          .number("separation", over: ["weight_variance", "network", "layer"], "1 − c of two inputs' preactivations")
        ], cellDimensions: ["weight_variance"]),
    ]
  }

  func run(group: String, cell: [Int], tier: Tier, context: RunContext) throws -> CellOutcome {
    let bias = SchoenholzSettings.biasVariance
    if group == Self.scales {
      let diagram = try PhaseDiagram(
        .tanh, weightVariances: Self.grid(tier), biasVariances: [bias],
        keepProbability: Self.keepProbabilities[cell[0]], threads: context.threads)
      return CellOutcome(
        CellValues(numbers: [
          "variance_depth_scale": diagram.theories.map { $0.varianceDepthScale.value ?? .nan },
          "correlation_depth_scale": diagram.theories.map { $0.correlationDepthScale.value ?? .nan },
        ]))
    }
    let weight = Self.weightVariances[cell[0]]
    if group == Self.approach { return try approach(weight) }
    let network = EqualLayerNetwork(
      weightVariance: weight, biasVariance: bias, depth: Self.networkDepth, width: SchoenholzSettings.width)
    let angle = acos(1 - Self.startSeparation)
    let radius = (4 * (try network.theory().fixedVariance.get())).squareRoot()
    let inputs = Matrix(rows: 2, columns: 2, elements: [radius, 0, radius * cos(angle), radius * sin(angle)])
    let separations = try (0..<Self.networkCount(tier)).flatMap { index in
      let seed = context.seed(purpose: "networks \(cell[0])", index: index)
      return try network.preactivations(inputs, seed: seed).map { EqualLayerNetwork.separation($0, 0, 1) }
    }
    return CellOutcome(CellValues(numbers: ["separation": separations]))
  }

  private func approach(_ weightVariance: Double) throws -> CellOutcome {
    let theory = try MeanFieldTheory(
      nonlinearity: .tanh, weightVariance: weightVariance, biasVariance: SchoenholzSettings.biasVariance)
    let (q, epsilon) = (try theory.fixedVariance.get(), try theory.fixedSeparation.get())
    return CellOutcome(
      CellValues(numbers: [
        "variance_residual": try theory.lengths(from: 2 * q, depth: Self.depth).map { ($0 - q).magnitude },
        "correlation_residual": try theory.separations(from: Self.startSeparation, variance: 2 * q, depth: Self.depth)
          .map { ($0 - epsilon).magnitude },
      ]))
  }
}
