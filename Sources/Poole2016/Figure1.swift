import LinearAlgebra
import MeanField
import Plotting
import Results
import Suite

/// Poole et al. 2016, Figure 1: the squared length of an input by layer. The length map and its iterates for three σ_w
/// at σ_b = 0.3, in theory and in random tanh networks of width 1000; its fixed point q* and how fast it is reached,
/// over the plane.
struct Figure1: Experiment {
  let id = "poole2016/figure1"
  let title = "Length map, its iterates and its fixed point (Figure 1)"
  let reference = "arXiv:1606.05340"

  struct Settings: Codable {
    var networks: Networks
    var plane: Plane
    /// 20 inputs with lengths up to 15, as in the authors' code.
    var starts = (1...20).map { 0.75 * Double($0) }
    var shownStarts = [0.75, 7.5, 15]
    var mostIterations = 1000

    init(count: Int, step: Int) { (networks, plane) = (Networks(depth: 7, count: count), Plane(step: step)) }

    /// Layers from the largest length of the simulations to within 1 % of q*; nil if q* is 0 or the most do not do.
    func iterations(_ theory: MeanFieldTheory) throws -> Int? {
      guard let fixed = theory.fixedVariance.value, fixed > 0, var q = starts.last else { return nil }
      for layer in 0...mostIterations {
        if (q - fixed).magnitude <= 0.01 * fixed { return layer }
        q = try theory.lengthMap(q)
      }
      return nil
    }
  }

  let tiers: [Tier: TierPlan<Settings>] = [
    .quick: TierPlan(Settings(count: 10, step: 4), seconds: 5, megabytes: 300),
    .standard: TierPlan(Settings(count: 40, step: 2), seconds: 15, megabytes: 300),
    .paper: TierPlan(Settings(count: 100, step: 1), seconds: 120, megabytes: 300),
  ]

  static let fixedVariance = Column<Double>("fixed_variance", "q*")
  static let iterations = Column<Double>("iterations", "layers until q is within 1 % of q*, from q = 15")

  static let start = Axis<Double>("start", "variance of the first preactivations")
  static let variance = Column<Double>("variance", over: [start, Networks.layer], "mean square of preactivations")
  static let length = FollowedQuantity(
    name: "length", symbol: "q", column: variance, start: start,
    map: { theory, lengths in try lengths.map(theory.lengthMap) },
    iterates: { theory, start, depth in try theory.lengths(from: start, depth: depth) },
    fixedPoint: { try $0.fixedVariance.get() })

  func sweeps(_ settings: Settings) -> [Sweep] {
    let (networks, starts) = (settings.networks, settings.starts)
    return [
      settings.plane.sweep(
        Plane.Quantity(Self.fixedVariance) { $0.fixedVariance.value },
        Plane.Quantity(Self.iterations) { try settings.iterations($0).map(Double.init) }),
      Sweep(
        Networks.sweep, cells: networks.cells, within: [Self.start(starts), Networks.layer(0...networks.depth)],
        columns: [Self.variance]
      ) { point, context in
        let inputs = Matrix(rows: starts.count, columns: 1, elements: starts.map { $0.squareRoot() })
        let layers = try networks.preactivations(of: inputs, at: point, context)
        return Row(
          Self.variance => starts.indices.flatMap { i in layers.map { EqualLayerNetwork.secondMoment($0, i, i) } })
      },
    ]
  }

  func scores(_ tables: Tables, _ settings: Settings) throws -> [Score] {
    let depth = settings.networks.depth
    return try settings.networks.weightDeviations.flatMap { weight -> [Score] in
      let theory = try settings.networks.theory(weight)
      let ends = try settings.starts.map { try Self.length.iterates(theory, $0, depth)[depth] }
      let networks = try Self.length.paths(tables, weight)
      let score = Networks.scorer(weight)
      return [
        score(
          "length_map_ratio",
          meanOf: try networks.map { paths in
            try paths.flatMap { q in try zip(q, q.dropFirst()).map { try $1 / theory.lengthMap($0) } }.mean
          }, "measured length after one layer over V(q)"),
        score(
          "iterate_ratio", meanOf: networks.map { zip($0, ends).map { $0[depth] / $1 }.mean },
          "measured length after \(depth) layers over the theory's"),
        score("fixed_variance", try theory.fixedVariance.get(), "fixed point q*"),
        score("iterations", Double(try settings.iterations(theory) ?? -1), "layers to within 1 % of q* from q = 15"),
      ]
    }
  }

  func figure(_ tables: Tables, _ settings: Settings) throws -> Figure? {
    let (networks, plane) = (settings.networks, settings.plane)
    return Figure(
      title: networks.title(dots: "one network"), columns: 2,
      panels: [
        try Self.length.mapPanel(
          tables, networks, grid: (0...150).map { 0.1 * Double($0) }, margins: (below: 0, above: 0.5)),
        try Self.length.iteratesPanel(tables, networks, from: settings.shownStarts) {
          PlotAxis($0, from: 0, to: 22)
        },
        try plane.panel(
          Self.fixedVariance, of: tables, ColourScale("<i>q</i>*"), title: "fixed point of the length map", networks),
        try plane.panel(
          Self.iterations, of: tables, ColourScale("layers", from: 0), title: "layers to within 1 % of <i>q</i>*",
          networks),
      ])
  }
}
