import Architectures
import InfiniteWidth
import Nonlinearities
import Plotting
import Results
import Suite

/// Lee et al. 2018, Figure 6: the angular structure of the ReLU kernel, K^l(θ) for l = 0 … 9 at (σ_w², σ_b²) = (1.6,
/// 0.1) and |x|² = |x′|² = d, by the paper's interpolation algorithm (stars) and by the closed form (lines).
struct Figure6: Experiment {
  let id = "lee2018/figure6"
  let title = "Angular structure of the ReLU kernel by depth (Figure 6)"

  struct Settings: Codable {
    var layers = 10
    /// Evenly from 0 to π.
    var angles = 101
    var weightVariance = 1.6
    var biasVariance = 0.1
  }

  let tiers = [Tier: TierPlan<Settings>].everyTier(TierPlan(Settings(), seconds: 3, megabytes: 200))

  static let layer = Axis<Int>("layer", "applications of the nonlinearity")
  static let angle = Axis<Double>("angle", "angle between the inputs over 2π")
  static let closedForm = Column<Double>("kernel_closed_form", over: [angle], "NNGP kernel by the closed form")
  static let interpolated = Column<Double>(
    "kernel_interpolated", over: [angle], "NNGP kernel by the paper's lookup table")

  func sweeps(_ settings: Settings) -> [Sweep] {
    let angles = (0..<settings.angles).map { 0.5 * Double($0) / Double(settings.angles - 1) }
    return [
      Sweep(
        cells: [Self.layer(0..<settings.layers)], within: [Self.angle(angles)],
        columns: [Self.closedForm, Self.interpolated]
      ) { point, context in
        let network = Architecture.fullyConnected(
          depth: try point[Self.layer], nonlinearity: .relu, weightVariance: settings.weightVariance,
          biasVariance: settings.biasVariance)
        let table = context.recent("table", for: "relu") { LookupTable(.relu) }
        func values(_ algorithm: KernelAlgorithm) throws -> [Double] {
          try Kernel(network, algorithm: algorithm)
            .matrices(of: UnitCircle(angles: angles), get: .nngp, threads: context.threads).nngp?.elements ?? []
        }
        return try Row(Self.closedForm => values(.exact), Self.interpolated => values(.lookupTable(table)))
      }
    ]
  }

  func scores(_ tables: Tables, _ settings: Settings) throws -> [Score] {
    let exact = try tables.only.lists(Self.closedForm, by: Self.layer)
    let interpolated = try tables.only.lists(Self.interpolated, by: Self.layer)
    let errors = zip(exact, interpolated).flatMap { a, b in zip(a, b).map { ($0 - $1).magnitude / a[0] } }
    let contrasts = exact.map { 1 - ($0.last ?? 0) / $0[0] }
    let ratios = zip(contrasts.dropFirst(), contrasts).map { $0 / $1 }
    return [
      Score(
        key: "interpolation/largest_error", value: errors.largest ?? .nan,
        title: "largest error of the interpolated kernel, relative to the diagonal"),
      Score(
        key: "contrast/largest_ratio_between_layers", value: ratios.largest ?? .nan,
        title: "largest ratio of 1 − K(π)/K(0) between a layer and the one before"),
    ]
  }

  func figure(_ tables: Tables, _ settings: Settings) throws -> Figure? {
    let table = try tables.only
    let (angles, layers) = (try table[Self.angle], try table[Self.layer])
    let lines = try zip(layers, table.lists(Self.closedForm, by: Self.layer)).map { layer, curve in
      Layer.line(
        x: angles, y: curve, label: "<i>l</i> = \(layer)",
        colour: .sequential(Double(layer) / Double(layers.count - 1)), dash: .solid)
    }
    let few = Array(stride(from: 0, to: angles.count, by: angles.count / 20))
    let stars = try table.lists(Self.interpolated, by: Self.layer).map { curve in
      Layer.points(
        x: few.map { angles[$0] }, y: few.map { curve[$0] }, label: "interpolation", colour: .black, marker: .star,
        size: 5)
    }
    return Figure(
      title: "closed form (lines) and interpolation (stars): ReLU, "
        + "σ<sub>w</sub><sup>2</sup> = \(settings.weightVariance), "
        + "σ<sub>b</sub><sup>2</sup> = \(settings.biasVariance)",
      panels: [
        Panel(
          x: PlotAxis("angle / 2π", from: 0, to: 0.5), y: PlotAxis("<i>K</i> <sup><i>l</i></sup>(θ)"),
          layers: lines + stars)
      ])
  }
}
