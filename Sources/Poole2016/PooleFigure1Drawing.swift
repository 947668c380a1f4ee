import Plotting
import Results
import Suite

extension PooleFigure1 {
  func figure(_ results: ResultsFile, tier: Tier) throws -> Figure? {
    Figure(
      title:
        "tanh, σ<sub>b</sub> = \(PooleSettings.biasDeviation), width \(PooleSettings.width): theory (lines), one network (dots), fixed points (stars)",
      columns: 2,
      panels: [
        try lengthMap(results), try iterates(results),
        try plane(
          results, "fixed_variance", ColourScale("<i>q</i>*"), title: "fixed point of the length map"),
        try plane(
          results, "iterations", ColourScale("layers", from: 0), title: "layers to within 1 % of <i>q</i>*"),
      ])
  }

  private func lengthMap(_ results: ResultsFile) throws -> Panel {
    let grid = (0...150).map { 0.1 * Double($0) }
    var layers = [Layer.line(x: [0, 15], y: [0, 15], label: "identity", colour: .grey, dash: .dashed, width: 1)]
    for weight in PooleSettings.weightDeviations.indices {
      let theory = try PooleSettings.network(weight, depth: Self.depth).theory()
      let measured = try Self.variances(results, weight)[0]
      let fixed = try theory.fixedVariance.get()
      layers += [
        .line(x: grid, y: try grid.map(theory.lengthMap), label: PooleSettings.title(weight), colour: .palette(weight)),
        .points(x: measured.map { $0[0] }, y: measured.map { $0[1] }, colour: .palette(weight), size: 4.5),
        .points(x: [fixed], y: [fixed], colour: .palette(weight), marker: .star, size: 14),
      ]
    }
    return Panel(
      title: "length map",
      x: PlotAxis("<i>q</i><sup><i>l</i>−1</sup>", from: 0, to: 15.5),
      y: PlotAxis("<i>q</i><sup><i>l</i></sup>", from: 0, to: 15.5),
      layers: layers)
  }

  private func iterates(_ results: ResultsFile) throws -> Panel {
    let depths = (0...Self.depth).map(Double.init)
    var layers: [Layer] = []
    for weight in PooleSettings.weightDeviations.indices {
      let theory = try PooleSettings.network(weight, depth: Self.depth).theory()
      let measured = try Self.variances(results, weight)[0]
      for start in [0, 9, 19] {
        layers += [
          .line(
            x: depths, y: try theory.lengths(from: Self.starts[start], depth: Self.depth),
            label: PooleSettings.title(weight), colour: .palette(weight)),
          .points(x: depths, y: measured[start], colour: .palette(weight), size: 4.5),
        ]
      }
    }
    return Panel(
      title: "its iterates", x: PlotAxis("layer <i>l</i>", wholeNumbers: true),
      y: PlotAxis("<i>q</i><sup><i>l</i></sup>", from: 0, to: 22), layers: layers)
  }

  private func plane(_ results: ResultsFile, _ variable: String, _ scale: ColourScale, title: String) throws -> Panel {
    let group = PooleSettings.diagram
    guard case .numbers(let weights) = try results.coordinate("weight_deviation", group: group),
      case .numbers(let biases) = try results.coordinate("bias_deviation", group: group)
    else { return Panel(x: PlotAxis(), y: PlotAxis(), layers: []) }
    let values = try results.numbers(variable, group: group).values
    return Panel(
      title: title, x: PlotAxis("σ<sub>w</sub>"), y: PlotAxis("σ<sub>b</sub>"),
      layers: [.heatMap(x: weights, y: biases, values: values, scale: scale)] + PooleSettings.highlights)
  }
}

extension PooleSettings {
  /// The three highlighted points in a plane of σ_w and σ_b.
  static var highlights: [Layer] {
    weightDeviations.enumerated().flatMap { index, weight in
      [
        Layer.points(x: [weight], y: [biasDeviation], colour: .black, size: 11),
        Layer.points(x: [weight], y: [biasDeviation], colour: .palette(index), size: 8),
      ]
    }
  }
}
