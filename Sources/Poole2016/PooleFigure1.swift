import LinearAlgebra
import MeanField
import Results
import Suite

/// Poole et al. 2016, Figure 1: the squared length of an input by layer. The length map and its iterates for three σ_w
/// at σ_b = 0.3, in theory and in random tanh networks of width 1000; its fixed point q* and how fast it is reached,
/// over the plane.
struct PooleFigure1: Experiment {
  let id = "poole2016/figure1"
  let title = "Length map, its iterates and its fixed point (Figure 1)"
  let reference = PooleSettings.reference

  static let depth = 7
  /// 20 inputs with lengths up to 15, as in the authors' code.
  static let starts = (1...20).map { 0.75 * Double($0) }
  /// q^l is counted until it is within this fraction of q*.
  private static let closeness = 0.01
  private static let mostIterations = 1000

  func cost(_ tier: Tier) -> Cost? {
    switch tier {
    case .quick: Cost(seconds: 5, memoryBytes: 300_000_000, diskBytes: 1_000_000)
    case .standard: Cost(seconds: 15, memoryBytes: 300_000_000, diskBytes: 1_000_000)
    case .paper: Cost(seconds: 120, memoryBytes: 300_000_000, diskBytes: 2_000_000)
    }
  }

  func layouts(_ tier: Tier) -> [SweepLayout] {
    let grid = PooleSettings.grid(tier)
    return [
      SweepLayout(
        group: PooleSettings.diagram,
        coordinates: [
          Coordinate(name: "nonlinearity", values: .strings(["tanh"]), longName: "nonlinearity"),
          Coordinate(name: "bias_deviation", values: .numbers(grid.bias), longName: "σ_b"),
          Coordinate(name: "weight_deviation", values: .numbers(grid.weight), longName: "σ_w"),
        ],
        variables: [
          .number("fixed_variance", over: ["nonlinearity", "bias_deviation", "weight_deviation"], "q*"),
          .number(
            "iterations", over: ["nonlinearity", "bias_deviation", "weight_deviation"],
            "layers until q is within 1 % of q*, from q = 15"),
        ], cellDimensions: ["nonlinearity"]),
      SweepLayout(
        group: PooleSettings.networks,
        coordinates: [
          Coordinate(name: "weight_deviation", values: .numbers(PooleSettings.weightDeviations), longName: "σ_w"),
          .index("network", count: PooleSettings.networkCount(tier), longName: "random networks"),
          Coordinate(name: "start", values: .numbers(Self.starts), longName: "variance of the first preactivations"),
          .index("layer", count: Self.depth + 1, longName: "layer"),
        ],
        variables: [
          .number("variance", over: ["weight_deviation", "network", "start", "layer"], "mean square of preactivations")
        ], cellDimensions: ["weight_deviation", "network"]),
    ]
  }

  func relativeCost(group: String, cell: [Int], tier: Tier) -> Double { group == PooleSettings.diagram ? 30 : 1 }

  func run(group: String, cell: [Int], tier: Tier, context: RunContext) throws -> CellOutcome {
    if group == PooleSettings.diagram { return try diagram(tier, context) }
    let network = PooleSettings.network(cell[0], depth: Self.depth)
    let inputs = Matrix(rows: Self.starts.count, columns: 1, elements: Self.starts.map { $0.squareRoot() })
    let seed = context.seed(purpose: "network \(cell[0])", index: cell[1])
    let layers = try network.preactivations(inputs, seed: seed)
    let variances = Self.starts.indices.flatMap { i in layers.map { EqualLayerNetwork.secondMoment($0, i, i) } }
    return CellOutcome(CellValues(numbers: ["variance": variances]))
  }

  private func diagram(_ tier: Tier, _ context: RunContext) throws -> CellOutcome {
    let diagram = try PooleSettings.phaseDiagram(tier, threads: context.threads)
    let iterations = try diagram.theories.map { Double(try Self.iterations($0) ?? -1) }
    return CellOutcome(
      CellValues(numbers: [
        "fixed_variance": diagram.theories.map { $0.fixedVariance.value ?? .nan },
        "iterations": iterations.map { $0 < 0 ? .nan : $0 },
      ]))
  }

  /// Layers from the largest length of the simulations to within 1 % of q*; nil if q* is 0 or 1000 layers do not do.
  static func iterations(_ theory: MeanFieldTheory) throws -> Int? {
    guard let fixed = theory.fixedVariance.value, fixed > 0 else { return nil }
    var q = Self.starts[Self.starts.count - 1]
    for layer in 0...mostIterations {
      if (q - fixed).magnitude <= closeness * fixed { return layer }
      q = try theory.lengthMap(q)
    }
    return nil
  }

  /// Measured q^l by network, start and layer at one σ_w.
  static func variances(_ results: ResultsFile, _ weight: Int) throws -> [[[Double]]] {
    let (values, shape) = try results.numbers("variance", group: PooleSettings.networks)
    let perNetwork = shape[2] * shape[3]
    return (0..<shape[1]).map { network in
      (0..<shape[2]).map { start in
        let first = (weight * shape[1] + network) * perNetwork + start * shape[3]
        return Array(values[first..<first + shape[3]])
      }
    }
  }

  func measurements(_ results: ResultsFile, tier: Tier) throws -> [Score] {
    try PooleSettings.weightDeviations.indices.flatMap { weight -> [Score] in
      let theory = try PooleSettings.network(weight, depth: Self.depth).theory()
      let networks = try Self.variances(results, weight)
      // One step from the measured length, and seven from the start.
      let steps = try networks.map { starts in
        try Self.mean(starts.flatMap { q in try zip(q, q.dropFirst()).map { try $1 / theory.lengthMap($0) } })
      }
      let ends = try networks.map { starts in
        try Self.mean(
          zip(starts, Self.starts).map { q, start in
            try q[Self.depth] / theory.lengths(from: start, depth: Self.depth)[Self.depth]
          })
      }
      let (step, end) = (SampleMean(steps), SampleMean(ends))
      let (key, name) = ("tanh/\(PooleSettings.weightDeviations[weight])", PooleSettings.name(weight))
      return [
        Score(
          key: key + "/length_map_ratio", value: step.mean, standardError: step.standardError, samples: steps.count,
          title: "\(name), measured length after one layer over V(q)"),
        Score(
          key: key + "/iterate_ratio", value: end.mean, standardError: end.standardError, samples: ends.count,
          title: "\(name), measured length after \(Self.depth) layers over the theory's"),
        Score(
          key: key + "/fixed_variance", value: try theory.fixedVariance.get(), title: "\(name), fixed point q*"),
        Score(
          key: key + "/iterations", value: Double(try Self.iterations(theory) ?? -1),
          title: "\(name), layers to within 1 % of q* from q = 15"),
      ]
    }
  }

  private static func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
}
