import Architectures
import InfiniteWidth
import LinearAlgebra
import Nonlinearities
import Plotting
import Results
import Suite

/// Lee et al. 2018, Figure 6: the angular structure of the ReLU kernel, K^l(θ) for l = 0 … 9 at (σ_w², σ_b²) = (1.6,
/// 0.1) and
/// |x|² = |x′|² = d, by the paper's interpolation algorithm (stars) and by the closed form (lines).
struct Figure6: Experiment {
  let id = "lee2018/figure6"
  let title = "Angular structure of the ReLU kernel by depth (Figure 6)"
  let reference = "arXiv:1711.00165v3"

  private static let layers = 10
  private static let angles = (0...100).map { Double($0) / 200 }

  func cost(_ tier: Tier) -> Cost? { Cost(seconds: 3, memoryBytes: 200_000_000, diskBytes: 1_000_000) }

  func layouts(_ tier: Tier) -> [SweepLayout] {
    return [
      SweepLayout(
        group: "/",
        coordinates: [
          .index("layer", count: Self.layers, longName: "applications of the nonlinearity"),
          Coordinate(name: "angle", values: .numbers(Self.angles), longName: "angle between the inputs over 2π"),
        ],
        variables: [
          .number("kernel_closed_form", over: ["layer", "angle"], "NNGP kernel by the closed form"),
          .number("kernel_interpolated", over: ["layer", "angle"], "NNGP kernel by the paper's lookup table"),
        ],
        cellDimensions: ["layer"])
    ]
  }

  func run(group: String, cell: [Int], tier: Tier, context: RunContext) throws -> CellOutcome {
    let network = Architecture.fullyConnected(
      depth: cell[0], nonlinearity: .relu, weightVariance: 1.6, biasVariance: 0.1)
    let table = context.recent("table", for: "relu") { LookupTable(.relu) }
    let pairs = UnitCircle(angles: Self.angles)
    let values = try [KernelAlgorithm.exact, .lookupTable(table)].map { algorithm in
      let kernel = try Kernel(network, algorithm: algorithm)
      return try kernel.matrices(of: pairs, get: .nngp, threads: context.threads).nngp?.elements ?? []
    }
    return CellOutcome(CellValues(numbers: ["kernel_closed_form": values[0], "kernel_interpolated": values[1]]))
  }

  func measurements(_ results: ResultsFile, tier: Tier) throws -> [Score] {
    let exact = try curves(results, "kernel_closed_form")
    let interpolated = try curves(results, "kernel_interpolated")
    let errors = zip(exact, interpolated).flatMap { a, b in zip(a, b).map { ($0 - $1).magnitude / a[0] } }
    let contrasts = exact.map { 1 - ($0.last ?? 0) / $0[0] }
    let ratios = zip(contrasts.dropFirst(), contrasts).map { $0 / $1 }
    return [
      Score(
        key: "interpolation/largest_error", value: errors.max() ?? .nan,
        title: "largest error of the interpolated kernel, relative to the diagonal"),
      Score(
        key: "contrast/largest_ratio_between_layers", value: ratios.max() ?? .nan,
        title: "largest ratio of 1 − K(π)/K(0) between a layer and the one before"),
    ]
  }

  func figure(_ results: ResultsFile, tier: Tier) throws -> Figure? {
    let exact = try curves(results, "kernel_closed_form")
    let interpolated = try curves(results, "kernel_interpolated")
    let lines = exact.enumerated().map { l, curve in
      Layer.line(
        x: Self.angles, y: curve, label: "<i>l</i> = \(l)", colour: .sequential(Double(l) / Double(Self.layers - 1)),
        dash: .solid)
    }
    let few = Array(Swift.stride(from: 0, to: Self.angles.count, by: 5))
    let stars = interpolated.map { curve in
      Layer.points(
        x: few.map { Self.angles[$0] }, y: few.map { curve[$0] }, label: "interpolation", colour: .black, marker: .star,
        size: 5)
    }
    return Figure(
      title:
        "closed form (lines) and interpolation (stars): ReLU, σ<sub>w</sub><sup>2</sup> = 1.6, σ<sub>b</sub><sup>2</sup> = 0.1",
      panels: [
        Panel(
          x: PlotAxis("angle / 2π", from: 0, to: 0.5),
          y: PlotAxis("<i>K</i> <sup><i>l</i></sup>(θ)"), layers: lines + stars)
      ])
  }

  /// One curve a layer.
  private func curves(_ results: ResultsFile, _ name: String) throws -> [[Double]] {
    let (values, shape) = try results.numbers(name)
    return TileGrid.pieces(0..<values.count, shape[1]).map { Array(values[$0]) }
  }
}
