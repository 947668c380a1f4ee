import MeanField
import Plotting
import Results
import Suite

/// The plane of σ_w from 1 to 5 and σ_b from 0 to 4, 41 values each in the paper.
struct Plane: Codable, Sendable {
  /// Every how manieth value is taken.
  var step: Int

  static let sweep = SweepName("phase_diagram")
  static let nonlinearity = Axis<String>("nonlinearity", "nonlinearity")
  static let biasDeviation = Axis<Double>("bias_deviation", "σ_b")

  var biasDeviations: [Double] { stride(from: 0, through: 40, by: step).map { 0.1 * Double($0) } }
  var weightDeviations: [Double] { biasDeviations.map { 1 + $0 } }

  /// A quantity of the theory, nil where it does not exist.
  struct Quantity: Sendable {
    let column: Column<Double>
    let value: @Sendable (MeanFieldTheory) throws -> Double?

    init(_ column: Column<Double>, _ value: @escaping @Sendable (MeanFieldTheory) throws -> Double?) {
      (self.column, self.value) = (column.over(Plane.biasDeviation, Networks.weightDeviation), value)
    }
  }

  /// Quantities over the plane; NaN where they do not exist.
  func sweep(_ quantities: Quantity...) -> Sweep {
    Sweep(
      Self.sweep, cells: [Self.nonlinearity(["tanh"])],
      within: [Self.biasDeviation(biasDeviations), Networks.weightDeviation(weightDeviations)],
      columns: quantities.map(\.column)
    ) { _, context in
      let theories = try PhaseDiagram(
        .tanh, weightVariances: weightDeviations.map { $0 * $0 }, biasVariances: biasDeviations.map { $0 * $0 },
        threads: context.threads
      ).theories
      return Row(
        try quantities.map { quantity in try quantity.column => theories.map { try quantity.value($0) ?? .nan } })
    }
    // Of the time that a network takes.
    .costing { _ in 30 }
  }

  /// A quantity over the plane, with the points of the networks on it.
  func panel(
    _ column: Column<Double>, of tables: Tables, _ scale: ColourScale, title: String, guides: [Layer] = [],
    _ networks: Networks
  ) throws -> Panel {
    let highlights = networks.weightDeviations.enumerated().flatMap { index, weight in
      [(Colour.black, 11.0), (.palette(index), 8)].map { colour, size in
        Layer.points(x: [weight], y: [networks.biasDeviation], colour: colour, size: size)
      }
    }
    return Panel(
      title: title, x: PlotAxis("σ<sub>w</sub>"), y: PlotAxis("σ<sub>b</sub>"),
      layers: [
        .heatMap(x: weightDeviations, y: biasDeviations, values: try tables[Self.sweep][column], scale: scale)
      ] + guides + highlights)
  }
}
