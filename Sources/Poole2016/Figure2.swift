import Glibc
import LinearAlgebra
import MeanField
import Plotting
import Results
import Suite

/// Poole et al. 2016, Figure 2, and the curvature of the section after it: correlations between two inputs by layer in
/// theory and in random tanh networks of width 1000, c* and χ₁ over the plane, and the length and curvature of a circle
/// of inputs.
struct Figure2: Experiment {
  let id = "poole2016/figure2"
  let title = "Correlation map, phases and the curvature of a circle (Figure 2)"
  let reference = "arXiv:1606.05340"

  struct Settings: Codable {
    /// The authors' figure has 30 layers.
    var networks: Networks
    var plane: Plane
    var circle = Circle()
    var starts = (0...9).map { 0.1 * Double($0) }
    /// The authors' three starting correlations.
    var shownStarts = [0.2, 0.5, 0.8]

    init(depth: Int, count: Int, step: Int) {
      (networks, plane) = (Networks(depth: depth, count: count), Plane(step: step))
    }

    /// Points of one circle with x·x/d = q*: at angle 0, at the angles of the starting correlations, and those of
    /// `circle`.
    func inputs(variance: Double) -> Matrix<Double> {
      let angles = [0] + starts.map { acos($0) } + circle.inputs
      let radius = (2 * variance).squareRoot()
      return Matrix(
        rows: angles.count, columns: 2, elements: angles.flatMap { [radius * cos($0), radius * sin($0)] })
    }
  }

  let tiers: [Tier: TierPlan<Settings>] = [
    .quick: TierPlan(Settings(depth: 12, count: 16, step: 4), seconds: 10, megabytes: 500),
    .standard: TierPlan(Settings(depth: 30, count: 60, step: 2), seconds: 60, megabytes: 500),
    .paper: TierPlan(Settings(depth: 30, count: 200, step: 1), seconds: 180, megabytes: 500),
  ]

  static let fixedCorrelation = Column<Double>("fixed_correlation", "c*")
  static let chi1 = Column<Double>("chi1", "χ₁")

  static let start = Axis<Double>("start", "correlation of the inputs")
  static let correlation = Column<Double>(
    "correlation", over: [start, Networks.layer], "correlation of two inputs' preactivations")
  /// Of inputs of length q*.
  static let followed = FollowedQuantity(
    name: "correlation", symbol: "c", column: correlation, start: start,
    map: { theory, correlations in
      try theory.separationMap(correlations.map { 1 - $0 }, variance: theory.fixedVariance.get()).map { 1 - $0 }
    },
    iterates: { theory, start, depth in
      try theory.separations(from: 1 - start, variance: theory.fixedVariance.get(), depth: depth).map { 1 - $0 }
    },
    fixedPoint: { try $0.fixedCorrelation.get() })

  func sweeps(_ settings: Settings) -> [Sweep] {
    let (networks, circle, starts) = (settings.networks, settings.circle, settings.starts)
    return [
      settings.plane.sweep(
        Plane.Quantity(Self.fixedCorrelation) { $0.fixedCorrelation.value },
        Plane.Quantity(Self.chi1) { $0.chi1.value }),
      Sweep(
        Networks.sweep, cells: networks.cells,
        within: [Self.start(starts), Networks.layer(0...networks.depth), Circle.layer(0...circle.depth)],
        columns: [Self.correlation, Circle.metric, Circle.squaredCurvature]
      ) { point, context in
        let variance = try networks.theory(point[Networks.weightDeviation]).fixedVariance.get()
        let layers = try networks.preactivations(of: settings.inputs(variance: variance), at: point, context)
        return Row(
          Self.correlation
            => starts.indices.flatMap { start in
              layers.map { EqualLayerNetwork.correlation($0, 0, start + 1) }
            }) + circle.row(of: layers, first: 1 + starts.count)
      },
    ]
  }

  func scores(_ tables: Tables, _ settings: Settings) throws -> [Score] {
    try settings.networks.weightDeviations.flatMap { weight -> [Score] in
      let theory = try settings.networks.theory(weight)
      let score = Networks.scorer(weight)
      return try differences(tables, settings, weight, theory) + settings.circle.scores(tables, weight, theory) + [
        score("fixed_correlation", theory.fixedCorrelation.get(), "fixed point c*"),
        score("chi1", theory.chi1.get(), "χ₁"),
      ]
    }
  }

  /// Measured minus predicted, averaged over the starts, after one layer (from the measured correlation before it) and
  /// at the end (from the start).
  private func differences(
    _ tables: Tables, _ settings: Settings, _ weight: Double, _ theory: MeanFieldTheory
  ) throws -> [Score] {
    let depth = settings.networks.depth
    let ends = try settings.starts.map { try Self.followed.iterates(theory, $0, depth)[depth] }
    let networks = try Self.followed.paths(tables, weight)
    func difference(_ paths: [[Double]], _ layer: Int, _ predicted: [Double]) -> Double {
      zip(paths, predicted).reduce(0) { $0 + $1.0[layer] - $1.1 } / Double(paths.count)
    }
    let score = Networks.scorer(weight)
    return [
      score(
        "correlation_map_difference",
        meanOf: try networks.map { difference($0, 1, try Self.followed.map(theory, $0.map { $0[0] })) },
        "measured correlation after one layer minus the map's"),
      score(
        "correlation_difference", meanOf: networks.map { difference($0, depth, ends) },
        "measured correlation after \(depth) layers minus the theory's"),
    ]
  }

  func figure(_ tables: Tables, _ settings: Settings) throws -> Figure? {
    let (networks, plane, circle) = (settings.networks, settings.plane, settings.circle)
    let biases = (0...80).map { 0.05 * Double($0) }
    let critical = try biases.map { try CriticalLine(.tanh).weightVariance(biasVariance: $0 * $0).squareRoot() }
    let line = Layer.guide(x: critical, y: biases, label: "χ<sub>1</sub> = 1")
    return Figure(
      title: networks.title(dots: "networks"), columns: 2,
      panels: [
        try Self.followed.mapPanel(
          tables, networks, grid: (0...100).map { 0.01 * Double($0) }, margins: (below: 0.03, above: 0.03)),
        try Self.followed.iteratesPanel(tables, networks, from: settings.shownStarts) {
          PlotAxis($0, from: -0.1, to: 1.35, ticks: [0, 0.2, 0.4, 0.6, 0.8, 1])
        },
        try plane.panel(
          Self.fixedCorrelation, of: tables, ColourScale("<i>c</i>*", from: 0, to: 1),
          title: "fixed point of the correlation", guides: [line], networks),
        try plane.panel(
          Self.chi1, of: tables, ColourScale("χ<sub>1</sub>", map: .diverging, from: 0, centre: 1),
          title: "order (blue) and chaos (red)", guides: [line], networks),
        try circle.panel(
          Circle.metric, of: tables, "<i>g</i><sup><i>l</i></sup>", title: "squared speed of a circle of inputs",
          networks
        ) { $0.metric },
        try circle.panel(
          Circle.squaredCurvature, of: tables, "κ<sup>2</sup>", title: "its squared curvature × width", networks
        ) { $0.squaredCurvature },
      ])
  }
}
