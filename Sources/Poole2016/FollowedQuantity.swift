import MeanField
import Plotting
import Results
import Suite

/// What a figure follows through the layers, the length of an input or the correlation of two: the map of one layer and
/// its iterates in theory, and where networks have recorded it.
struct FollowedQuantity: Sendable {
  let name: String
  let symbol: String
  /// Over `start` and `Networks.layer`.
  let column: Column<Double>
  let start: Axis<Double>
  /// What one layer makes of each of the values.
  let map: @Sendable (MeanFieldTheory, [Double]) throws -> [Double]
  /// From a start through all layers.
  let iterates: @Sendable (MeanFieldTheory, _ start: Double, _ depth: Int) throws -> [Double]
  let fixedPoint: @Sendable (MeanFieldTheory) throws -> Double

  /// Measured at one σ_w, by network, start and layer.
  func paths(_ tables: Tables, _ weightDeviation: Double) throws -> [[[Double]]] {
    let table = try tables[Networks.sweep]
    return try table[Networks.network].map { network in
      try table.lists(
        column, by: start, Networks.weightDeviation == weightDeviation, Networks.network == network)
    }
  }

  /// The map of one layer beside one network's first step.
  func mapPanel(
    _ tables: Tables, _ networks: Networks, grid: [Double], margins: (below: Double, above: Double)
  ) throws -> Panel {
    let ends = [grid.first ?? 0, grid.last ?? 1]
    let layers = try networks.weightDeviations.enumerated().flatMap { index, weight -> [Layer] in
      let theory = try networks.theory(weight)
      let (measured, fixed) = (try paths(tables, weight)[0], try fixedPoint(theory))
      return [
        .line(x: grid, y: try map(theory, grid), label: Networks.label(weight), colour: .palette(index)),
        .points(x: measured.map { $0[0] }, y: measured.map { $0[1] }, colour: .palette(index), size: 4.5),
        .points(x: [fixed], y: [fixed], colour: .palette(index), marker: .star, size: 14),
      ]
    }
    func axis(_ layer: String) -> PlotAxis {
      PlotAxis(
        "<i>\(symbol)</i><sup>\(layer)</sup>", from: ends[0] - margins.below, to: ends[1] + margins.above)
    }
    return Panel(
      title: "\(name) map", x: axis("<i>l</i>−1"), y: axis("<i>l</i>"),
      layers: [.line(x: ends, y: ends, label: "identity", colour: .grey, dash: .dashed, width: 1)] + layers)
  }

  /// Its iterates beside one network's layers.
  func iteratesPanel(
    _ tables: Tables, _ networks: Networks, from starts: [Double], y axis: (_ symbol: String) -> PlotAxis
  ) throws -> Panel {
    let (table, depth) = (try tables[Networks.sweep], networks.depth)
    let depths = (0...depth).map(Double.init)
    let layers = try networks.weightDeviations.enumerated().flatMap { index, weight in
      let theory = try networks.theory(weight)
      return try starts.flatMap { value -> [Layer] in
        let measured = try table[
          column, Networks.weightDeviation == weight, Networks.network == 0, start == value]
        return [
          .line(
            x: depths, y: try iterates(theory, value, depth), label: Networks.label(weight), colour: .palette(index)),
          .points(x: depths, y: measured, colour: .palette(index), size: 4.5),
        ]
      }
    }
    return Panel(
      title: "its iterates", x: PlotAxis("layer <i>l</i>", wholeNumbers: true),
      y: axis("<i>\(symbol)</i><sup><i>l</i></sup>"), layers: layers)
  }
}
