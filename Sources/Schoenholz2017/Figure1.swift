import LinearAlgebra
import MeanField
import Plotting
import Randomness
import Results
import Suite

/// Schoenholz et al. 2017, Figure 1: the boundary between order and chaos for tanh in the plane of σ_w² and σ_b², and
/// where random networks of width 300 put it: there a small difference between two inputs neither grows nor shrinks
/// from layer to layer.
struct Figure1: Experiment {
  let id = "schoenholz2017/figure1"
  let title = "The boundary between order and chaos (Figure 1)"

  struct Settings: Codable {
    /// Steps of the plane, σ_w² from 0 to 4 and σ_b² from 0 to 1.
    var steps: Int
    /// σ_b² at which the critical σ_w² is judged.
    var judged = [0.0025, 0.01, 0.05, 0.1, 0.2, 0.5, 1]
    /// σ_b² at which it is measured in networks.
    var measured = [0.05, 0.2, 0.5]
    /// σ_w² of the networks, as distances from the critical one.
    var distances = [-0.3, -0.15, 0, 0.15, 0.3]
    var width = 300
    var depth = 40
    /// Lengths have come to q* to 1e-4 by then.
    var settled = 10
    /// Of two inputs, over their length: far below any curvature, far above rounding, after 40 layers too.
    var gap = 1e-7
    /// Independent networks at each point.
    var count: Int

    var weightVariances: [Double] { (0...steps).map { 4 * Double($0) / Double(steps) } }
    var biasVariances: [Double] { (0...steps).map { Double($0) / Double(steps) } }
  }

  let tiers: [Tier: TierPlan<Settings>] = [
    .quick: TierPlan(Settings(steps: 40, count: 10), seconds: 6, megabytes: 200),
    .standard: TierPlan(Settings(steps: 100, count: 50), seconds: 30, megabytes: 200),
    .paper: TierPlan(Settings(steps: 100, count: 200), seconds: 60, megabytes: 200),
  ]

  static let diagram = SweepName("phase_diagram")
  static let networks = SweepName("networks")

  static let nonlinearity = Axis<String>("nonlinearity", "nonlinearity")
  static let biasVariance = Axis<Double>("bias_variance", "σ_b²")
  static let distance = Axis<Double>("distance", "σ_w² minus the critical one of the theory")

  static let chi1 = Column<Double>("chi1", over: [biasVariance, RandomNetworks.weightVariance], "χ₁")
  static let fixedCorrelation = Column<Double>(
    "fixed_correlation", over: [biasVariance, RandomNetworks.weightVariance], "c*")
  static let growth = Column<Double>(
    "growth", over: [RandomNetworks.network],
    "factor from layer to layer of the squared difference of two inputs, mean over layers")

  private static func critical(_ biasVariance: Double) throws -> Double {
    try CriticalLine(.tanh).weightVariance(biasVariance: biasVariance)
  }

  func sweeps(_ settings: Settings) -> [Sweep] {
    [
      Sweep(
        Self.diagram, cells: [Self.nonlinearity(["tanh"])],
        within: [Self.biasVariance(settings.biasVariances), RandomNetworks.weightVariance(settings.weightVariances)],
        columns: [Self.chi1, Self.fixedCorrelation]
      ) { _, context in
        let theories = try PhaseDiagram(
          .tanh, weightVariances: settings.weightVariances, biasVariances: settings.biasVariances,
          threads: context.threads
        ).theories
        return Row(
          Self.chi1 => theories.map { $0.chi1.value ?? .nan },
          Self.fixedCorrelation => theories.map { $0.fixedCorrelation.value ?? .nan })
      },
      Sweep(
        Self.networks, cells: [Self.biasVariance(settings.measured), Self.distance(settings.distances)],
        within: [RandomNetworks.network(0..<settings.count)], columns: [Self.growth]
      ) { point, context in
        let bias = try point[Self.biasVariance]
        let network = EqualLayerNetwork(
          weightVariance: try Self.critical(bias) + point[Self.distance], biasVariance: bias, depth: settings.depth,
          width: settings.width)
        let purpose = "networks \(try point.place(on: Self.biasVariance)) \(try point.place(on: Self.distance))"
        return try Row(
          Self.growth
            => (0..<settings.count).map { index in
              try Self.factor(of: network, seed: context.seed(purpose: purpose, index: index), settings)
            })
      },
    ]
  }

  /// The factor of two neighbours' squared difference, mean over the layers from `settled` on.
  private static func factor(of network: EqualLayerNetwork, seed: Seed, _ settings: Settings) throws -> Double {
    let radius = (2 * (try network.theory().fixedVariance.get())).squareRoot()
    let inputs = Matrix(rows: 2, columns: 2, elements: [radius, 0, radius, radius * settings.gap])
    let squares = try network.preactivations(inputs, seed: seed).map { z in
      zip(z.row(0), z.row(1)).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    }
    return zip(squares, squares.dropFirst()).map { $1 / $0 }.dropFirst(settings.settled).mean
  }

  func scores(_ tables: Tables, _ settings: Settings) throws -> [Score] {
    let theory = try settings.judged.map { bias in
      Score(
        key: "tanh/\(bias)/critical_weight_variance", value: try Self.critical(bias),
        title: "σ_b² = \(bias), critical σ_w²")
    }
    let networks = try settings.measured.map { bias in
      Score(
        key: "tanh/\(bias)/measured_boundary_distance", meanOf: try roots(tables, settings, bias),
        title: "σ_b² = \(bias), measured critical σ_w² minus the theory's")
    }
    return theory + networks
  }

  /// The distances at which a line through one network's growth is 1: an estimate a network.
  private func roots(_ tables: Tables, _ settings: Settings, _ bias: Double) throws -> [Double] {
    let growth = try tables[Self.networks].lists(
      Self.growth, by: RandomNetworks.network, Self.biasVariance == bias)
    return try growth.map {
      let line = try LeastSquaresFit.line(x: settings.distances, y: $0)
      return (1 - line.coefficients[0]) / line.coefficients[1]
    }
  }

  func figure(_ tables: Tables, _ settings: Settings) throws -> Figure? {
    // Close together near 0, where the line starts flat.
    let biases = (0...100).map { 1e-4 * Double($0 * $0) }
    let critical = try biases.map(Self.critical)
    let measured = try settings.measured.map { try Self.critical($0) + roots(tables, settings, $0).mean }
    func plane(_ column: Column<Double>, _ scale: ColourScale, _ title: String) throws -> Panel {
      Panel(
        title: title, x: PlotAxis("σ<sub>w</sub><sup>2</sup>", from: 0, to: 4),
        y: PlotAxis("σ<sub>b</sub><sup>2</sup>", from: 0, to: 1),
        layers: [
          .heatMap(
            x: settings.weightVariances, y: settings.biasVariances, values: try tables[Self.diagram][column],
            scale: scale, missing: "<i>q</i>* = 0"),
          .guide(x: critical, y: biases, label: "critical line"),
          .points(
            x: measured, y: settings.measured, label: "networks of width \(settings.width)", colour: .palette(4),
            size: 8),
        ])
    }
    return Figure(
      title: "tanh: order left of the critical line, chaos right of it", columns: 2,
      panels: [
        try plane(
          Self.chi1, ColourScale("χ<sub>1</sub>", map: .diverging, from: 0, centre: 1),
          "slope of the correlation map at 1"),
        try plane(
          Self.fixedCorrelation, ColourScale("<i>c</i>*", from: 0, to: 1), "correlation after many layers"),
      ])
  }
}
