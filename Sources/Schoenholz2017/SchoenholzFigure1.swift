import LinearAlgebra
import MeanField
import Plotting
import Results
import Suite

/// Schoenholz et al. 2017, Figure 1: the boundary between order and chaos for tanh in the plane of σ_w² and σ_b², and
/// where random networks of width 300 put it: there a small difference between two inputs neither grows nor shrinks
/// from layer to layer.
struct SchoenholzFigure1: Experiment {
  let id = "schoenholz2017/figure1"
  let title = "The boundary between order and chaos (Figure 1)"
  let reference = SchoenholzSettings.reference

  /// σ_b² at which the critical σ_w² is judged.
  static let judged = [0.0025, 0.01, 0.05, 0.1, 0.2, 0.5, 1]
  /// σ_b² at which it is measured in networks.
  static let measured = [0.05, 0.2, 0.5]
  /// σ_w² of the networks, as distances from the critical one.
  static let offsets = [-0.3, -0.15, 0, 0.15, 0.3]
  private static let depth = 40
  /// Lengths have come to q* to 1e-4 by then.
  private static let settled = 10
  private static let networks = "/networks"
  private static let diagram = "/phase_diagram"

  func cost(_ tier: Tier) -> Cost? {
    switch tier {
    case .quick: Cost(seconds: 6, memoryBytes: 200_000_000, diskBytes: 1_000_000)
    case .standard: Cost(seconds: 30, memoryBytes: 200_000_000, diskBytes: 2_000_000)
    case .paper: Cost(seconds: 60, memoryBytes: 200_000_000, diskBytes: 2_000_000)
    }
  }

  static func networkCount(_ tier: Tier) -> Int {
    switch tier {
    case .quick: 10
    case .standard: 50
    case .paper: 200
    }
  }

  /// 0…4 and 0…1, as many values as the tier has time for.
  static func grid(_ tier: Tier) -> (weight: [Double], bias: [Double]) {
    let count = tier == .quick ? 40 : 100
    return ((0...count).map { 4 * Double($0) / Double(count) }, (0...count).map { Double($0) / Double(count) })
  }

  func layouts(_ tier: Tier) -> [SweepLayout] {
    let grid = Self.grid(tier)
    let plane = ["nonlinearity", "bias_variance", "weight_variance"]
    return [
      SweepLayout(
        group: Self.diagram,
        coordinates: [
          Coordinate(name: "nonlinearity", values: .strings(["tanh"]), longName: "nonlinearity"),
          Coordinate(name: "bias_variance", values: .numbers(grid.bias), longName: "σ_b²"),
          Coordinate(name: "weight_variance", values: .numbers(grid.weight), longName: "σ_w²"),
        ],
        variables: [.number("chi1", over: plane, "χ₁"), .number("fixed_correlation", over: plane, "c*")],
        cellDimensions: ["nonlinearity"]),
      SweepLayout(
        group: Self.networks,
        coordinates: [
          Coordinate(name: "bias_variance", values: .numbers(Self.measured), longName: "σ_b²"),
          Coordinate(
            name: "distance", values: .numbers(Self.offsets), longName: "σ_w² minus the critical one of the theory"),
          .index("network", count: Self.networkCount(tier), longName: "random networks"),
        ],
        variables: [
          .number(
            "growth", over: ["bias_variance", "distance", "network"],
            "factor from layer to layer of the squared difference of two inputs, mean over layers")
        ], cellDimensions: ["bias_variance", "distance"]),
    ]
  }

  func run(group: String, cell: [Int], tier: Tier, context: RunContext) throws -> CellOutcome {
    if group == Self.diagram {
      let grid = Self.grid(tier)
      let diagram = try PhaseDiagram(
        .tanh, weightVariances: grid.weight, biasVariances: grid.bias, threads: context.threads)
      return CellOutcome(
        CellValues(numbers: [
          "chi1": diagram.theories.map { $0.chi1.value ?? .nan },
          "fixed_correlation": diagram.theories.map { $0.fixedCorrelation.value ?? .nan },
        ]))
    }
    let bias = Self.measured[cell[0]]
    let critical = try CriticalLine(.tanh).weightVariance(biasVariance: bias)
    let network = EqualLayerNetwork(
      weightVariance: critical + Self.offsets[cell[1]], biasVariance: bias, depth: Self.depth,
      width: SchoenholzSettings.width)
    let radius = (2 * (try network.theory().fixedVariance.get())).squareRoot()
    // Far below any curvature, far above rounding, after 40 layers too.
    let gap = 1e-7
    let inputs = Matrix(rows: 2, columns: 2, elements: [radius, 0, radius, radius * gap])
    let growth = try (0..<Self.networkCount(tier)).map { index in
      let layers = try network.preactivations(
        inputs, seed: context.seed(purpose: "networks \(cell[0]) \(cell[1])", index: index))
      let squares = layers.map { z in zip(z.row(0), z.row(1)).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } }
      let ratios = zip(squares, squares.dropFirst()).map { $1 / $0 }.dropFirst(Self.settled)
      return ratios.reduce(0, +) / Double(ratios.count)
    }
    return CellOutcome(CellValues(numbers: ["growth": growth]))
  }

  func measurements(_ results: ResultsFile, tier: Tier) throws -> [Score] {
    let line = CriticalLine(.tanh)
    let theory = try Self.judged.map { bias in
      Score(
        key: "tanh/\(bias)/critical_weight_variance", value: try line.weightVariance(biasVariance: bias),
        title: "σ_b² = \(bias), critical σ_w²")
    }
    let networks = try Self.measured.enumerated().map { index, bias in
      // One estimate a network.
      let roots = try Self.growth(results, index).map(Self.root)
      let mean = SampleMean(roots)
      return Score(
        key: "tanh/\(bias)/measured_boundary_distance", value: mean.mean, standardError: mean.standardError,
        samples: roots.count, title: "σ_b² = \(bias), measured critical σ_w² minus the theory's")
    }
    return theory + networks
  }

  /// The distance at which a line through one network's growth is 1.
  private static func root(_ growth: [Double]) throws -> Double {
    let line = try LeastSquaresFit.line(x: offsets, y: growth)
    return (1 - line.coefficients[0]) / line.coefficients[1]
  }

  /// The growth by network and distance at one σ_b².
  static func growth(_ results: ResultsFile, _ bias: Int) throws -> [[Double]] {
    let (values, shape) = try results.numbers("growth", group: networks)
    return (0..<shape[2]).map { network in
      (0..<shape[1]).map { values[(bias * shape[1] + $0) * shape[2] + network] }
    }
  }

  func figure(_ results: ResultsFile, tier: Tier) throws -> Figure? {
    let line = CriticalLine(.tanh)
    let grid = Self.grid(tier)
    // Close together near 0, where the line starts flat.
    let biases = (0...100).map { 1e-4 * Double($0 * $0) }
    let critical = try biases.map { try line.weightVariance(biasVariance: $0) }
    let roots = try Self.measured.enumerated().map { index, bias in
      try line.weightVariance(biasVariance: bias)
        + SampleMean(try Self.growth(results, index).map(Self.root)).mean
    }
    func plane(_ variable: String, _ scale: ColourScale, _ title: String) throws -> Panel {
      Panel(
        title: title, x: PlotAxis("σ<sub>w</sub><sup>2</sup>", from: 0, to: 4),
        y: PlotAxis("σ<sub>b</sub><sup>2</sup>", from: 0, to: 1),
        layers: [
          .heatMap(
            x: grid.weight, y: grid.bias, values: try results.numbers(variable, group: Self.diagram).values,
            scale: scale,
            missing: "<i>q</i>* = 0"),
          .guide(x: critical, y: biases, label: "critical line"),
          .points(x: roots, y: Self.measured, label: "networks of width 300", colour: .palette(4), size: 8),
        ])
    }
    return Figure(
      title: "tanh: order left of the critical line, chaos right of it", columns: 2,
      panels: [
        try plane(
          "chi1", ColourScale("χ<sub>1</sub>", map: .diverging, from: 0, centre: 1),
          "slope of the correlation map at 1"),
        try plane("fixed_correlation", ColourScale("<i>c</i>*", from: 0, to: 1), "correlation after many layers"),
      ])
  }
}
