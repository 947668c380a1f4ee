import Glibc
import LinearAlgebra
import MeanField
import Results
import Suite

/// Poole et al. 2016, Figure 2, and the curvature of the section after it: correlations between two inputs by layer in
/// theory and in random tanh networks of width 1000, c* and χ₁ over the plane, and the length and curvature of a circle
/// of inputs.
struct PooleFigure2: Experiment {
  let id = "poole2016/figure2"
  let title = "Correlation map, phases and the curvature of a circle (Figure 2)"
  let reference = PooleSettings.reference

  /// Layers by tier; the authors' figure has 30.
  static func depth(_ tier: Tier) -> Int { tier == .quick ? 12 : 30 }
  static let starts = (0...9).map { 0.1 * Double($0) }
  /// The authors' three starting correlations.
  static let shownStarts = [2, 5, 8]
  /// Layers over which the circle is followed; beyond, finite differences see the folds.
  static let curveDepth = 5
  /// Where on the circle its first two derivatives are taken, by differences with `step`.
  private static let curveAngles = [0.3, 2.4, 4.5]
  private static let step = 1e-4

  func cost(_ tier: Tier) -> Cost? {
    switch tier {
    case .quick: Cost(seconds: 10, memoryBytes: 500_000_000, diskBytes: 1_000_000)
    case .standard: Cost(seconds: 60, memoryBytes: 500_000_000, diskBytes: 1_000_000)
    case .paper: Cost(seconds: 180, memoryBytes: 500_000_000, diskBytes: 2_000_000)
    }
  }

  static func networkCount(_ tier: Tier) -> Int {
    switch tier {
    case .quick: 16
    case .standard: 60
    case .paper: 200
    }
  }

  func layouts(_ tier: Tier) -> [SweepLayout] {
    let grid = PooleSettings.grid(tier)
    let plane = ["nonlinearity", "bias_deviation", "weight_deviation"]
    let cell = ["weight_deviation", "network"]
    return [
      SweepLayout(
        group: PooleSettings.diagram,
        coordinates: [
          Coordinate(name: "nonlinearity", values: .strings(["tanh"]), longName: "nonlinearity"),
          Coordinate(name: "bias_deviation", values: .numbers(grid.bias), longName: "σ_b"),
          Coordinate(name: "weight_deviation", values: .numbers(grid.weight), longName: "σ_w"),
        ],
        variables: [.number("fixed_correlation", over: plane, "c*"), .number("chi1", over: plane, "χ₁")],
        cellDimensions: ["nonlinearity"]),
      SweepLayout(
        group: PooleSettings.networks,
        coordinates: [
          Coordinate(name: "weight_deviation", values: .numbers(PooleSettings.weightDeviations), longName: "σ_w"),
          .index("network", count: Self.networkCount(tier), longName: "random networks"),
          Coordinate(name: "start", values: .numbers(Self.starts), longName: "correlation of the inputs"),
          .index("layer", count: Self.depth(tier) + 1, longName: "layer"),
          .index("curve_layer", count: Self.curveDepth + 1, longName: "layer"),
        ],
        variables: [
          .number("correlation", over: cell + ["start", "layer"], "correlation of two inputs' preactivations"),
          .number("metric", over: cell + ["curve_layer"], "squared speed of the circle's image, per unit"),
          .number("squared_curvature", over: cell + ["curve_layer"], "squared extrinsic curvature, times the width"),
        ], cellDimensions: cell),
    ]
  }

  func relativeCost(group: String, cell: [Int], tier: Tier) -> Double { group == PooleSettings.diagram ? 30 : 1 }

  func run(group: String, cell: [Int], tier: Tier, context: RunContext) throws -> CellOutcome {
    if group == PooleSettings.diagram {
      let diagram = try PooleSettings.phaseDiagram(tier, threads: context.threads)
      return CellOutcome(
        CellValues(numbers: [
          "fixed_correlation": diagram.theories.map { $0.fixedCorrelation.value ?? .nan },
          "chi1": diagram.theories.map { $0.chi1.value ?? .nan },
        ]))
    }
    let network = PooleSettings.network(cell[0], depth: Self.depth(tier))
    let variance = try network.theory().fixedVariance.get()
    let layers = try network.preactivations(
      Self.inputs(variance: variance), seed: context.seed(purpose: "network \(cell[0])", index: cell[1]))
    let correlations = Self.starts.indices.flatMap { start in
      layers.map { EqualLayerNetwork.correlation($0, 0, start + 1) }
    }
    let curve = layers.prefix(Self.curveDepth + 1).map { z -> CurveGeometry in
      let places = Self.curveAngles.indices.map { Self.geometry(z, firstRow: 1 + Self.starts.count + 3 * $0) }
      let count = Double(places.count)
      return CurveGeometry(
        metric: places.reduce(0) { $0 + $1.metric } / count,
        squaredCurvature: places.reduce(0) { $0 + $1.squaredCurvature } / count)
    }
    return CellOutcome(
      CellValues(numbers: [
        "correlation": correlations, "metric": curve.map(\.metric),
        "squared_curvature": curve.map(\.squaredCurvature),
      ]))
  }

  /// Points of one circle with x·x/d = q*: at angle 0, at the angles of the starting correlations, and three neighbours
  /// at each of `curveAngles`.
  private static func inputs(variance: Double) -> Matrix<Double> {
    let angles =
      [0] + starts.map { acos($0) } + curveAngles.flatMap { [$0 - step, $0, $0 + step] }
    let radius = (2 * variance).squareRoot()
    return Matrix(
      rows: angles.count, columns: 2, elements: angles.flatMap { [radius * cos($0), radius * sin($0)] })
  }

  /// |v|²/N and N κ² with κ² = (|v|²|a|² − (v·a)²)/|v|⁶ from three neighbouring points.
  private static func geometry(_ z: Matrix<Double>, firstRow: Int) -> CurveGeometry {
    let (before, at, after) = (z.row(firstRow), z.row(firstRow + 1), z.row(firstRow + 2))
    var (vv, va, aa) = (0.0, 0.0, 0.0)
    for k in 0..<z.columns {
      let (x, y, w) = (before[before.startIndex + k], at[at.startIndex + k], after[after.startIndex + k])
      let (v, a) = ((w - x) / (2 * step), ((w - y) - (y - x)) / (step * step))
      (vv, va, aa) = (vv + v * v, va + v * a, aa + a * a)
    }
    let width = Double(z.columns)
    return CurveGeometry(metric: vv / width, squaredCurvature: width * (vv * aa - va * va) / (vv * vv * vv))
  }

  /// One variable at one σ_w: by network, the rest flattened.
  static func values(_ results: ResultsFile, _ name: String, _ weight: Int) throws -> [[Double]] {
    let (values, shape) = try results.numbers(name, group: PooleSettings.networks)
    let size = shape[2...].reduce(1, *)
    return (0..<shape[1]).map { network in
      let first = (weight * shape[1] + network) * size
      return Array(values[first..<first + size])
    }
  }
}
