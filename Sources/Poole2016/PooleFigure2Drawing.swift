import MeanField
import Plotting
import Results
import Suite

extension PooleFigure2 {
  func figure(_ results: ResultsFile, tier: Tier) throws -> Figure? {
    Figure(
      title:
        "tanh, σ<sub>b</sub> = \(PooleSettings.biasDeviation), width \(PooleSettings.width): theory (lines), networks (dots), fixed points (stars)",
      columns: 2,
      panels: [
        try correlationMap(results, Self.depth(tier)), try iterates(results, Self.depth(tier)),
        try plane(
          results, "fixed_correlation", ColourScale("<i>c</i>*", from: 0, to: 1),
          title: "fixed point of the correlation"),
        try plane(
          results, "chi1", ColourScale("χ<sub>1</sub>", map: .diverging, from: 0, centre: 1),
          title: "order (blue) and chaos (red)"),
        try curve(
          results, "metric", "<i>g</i><sup><i>l</i></sup>", title: "squared speed of a circle of inputs",
          scale: .logarithmic
        ) { $0.metric },
        try curve(
          results, "squared_curvature", "κ<sup>2</sup>", title: "its squared curvature × width",
          scale: .logarithmic
        ) { $0.squaredCurvature },
      ])
  }

  private func correlationMap(_ results: ResultsFile, _ depth: Int) throws -> Panel {
    let grid = (0...100).map { 0.01 * Double($0) }
    let layers = depth + 1
    var drawn = [Layer.line(x: [0, 1], y: [0, 1], label: "identity", colour: .grey, dash: .dashed, width: 1)]
    for weight in PooleSettings.weightDeviations.indices {
      let theory = try PooleSettings.network(weight, depth: depth).theory()
      let q = try theory.fixedVariance.get()
      let fixed = try theory.fixedCorrelation.get()
      let measured = try Self.values(results, "correlation", weight)[0]
      drawn += [
        .line(
          x: grid, y: try theory.separationMap(grid.map { 1 - $0 }, variance: q).map { 1 - $0 },
          label: PooleSettings.title(weight), colour: .palette(weight)),
        .points(
          x: Self.starts.indices.map { measured[$0 * layers] },
          y: Self.starts.indices.map { measured[$0 * layers + 1] },
          colour: .palette(weight), size: 4.5),
        .points(x: [fixed], y: [fixed], colour: .palette(weight), marker: .star, size: 14),
      ]
    }
    return Panel(
      title: "correlation map",
      x: PlotAxis("<i>c</i><sup><i>l</i>−1</sup>", from: -0.03, to: 1.03),
      y: PlotAxis("<i>c</i><sup><i>l</i></sup>", from: -0.03, to: 1.03),
      layers: drawn)
  }

  private func iterates(_ results: ResultsFile, _ depth: Int) throws -> Panel {
    let depths = (0...depth).map(Double.init)
    var drawn: [Layer] = []
    for weight in PooleSettings.weightDeviations.indices {
      let theory = try PooleSettings.network(weight, depth: depth).theory()
      let q = try theory.fixedVariance.get()
      let measured = try Self.values(results, "correlation", weight)[0]
      for start in Self.shownStarts {
        let predicted = try theory.separations(from: 1 - Self.starts[start], variance: q, depth: depth)
        let first = start * (depth + 1)
        drawn += [
          .line(x: depths, y: predicted.map { 1 - $0 }, label: PooleSettings.title(weight), colour: .palette(weight)),
          .points(x: depths, y: Array(measured[first...first + depth]), colour: .palette(weight), size: 4),
        ]
      }
    }
    return Panel(
      title: "its iterates", x: PlotAxis("layer <i>l</i>", wholeNumbers: true),
      y: PlotAxis("<i>c</i><sup><i>l</i></sup>", from: -0.1, to: 1.35, ticks: [0, 0.2, 0.4, 0.6, 0.8, 1]), layers: drawn)
  }

  private func plane(_ results: ResultsFile, _ variable: String, _ scale: ColourScale, title: String) throws -> Panel {
    let group = PooleSettings.diagram
    guard case .numbers(let weights) = try results.coordinate("weight_deviation", group: group),
      case .numbers(let biases) = try results.coordinate("bias_deviation", group: group)
    else { return Panel(x: PlotAxis(), y: PlotAxis(), layers: []) }
    let line = CriticalLine(.tanh)
    let values = try results.numbers(variable, group: group).values
    let critical = try (0...80).map { 0.05 * Double($0) }.map {
      ($0, try line.weightVariance(biasVariance: $0 * $0).squareRoot())
    }
    return Panel(
      title: title, x: PlotAxis("σ<sub>w</sub>"), y: PlotAxis("σ<sub>b</sub>"),
      layers: [
        .heatMap(x: weights, y: biases, values: values, scale: scale),
        .guide(x: critical.map { $0.1 }, y: critical.map { $0.0 }, label: "χ<sub>1</sub> = 1"),
      ] + PooleSettings.highlights)
  }

  private func curve(
    _ results: ResultsFile, _ variable: String, _ symbol: String, title: String, scale: PlotAxis.Scale,
    _ quantity: (CurveGeometry) -> Double
  ) throws -> Panel {
    let depths = (0...Self.curveDepth).map(Double.init)
    let layers = try PooleSettings.weightDeviations.indices.flatMap { weight -> [Layer] in
      let theory = try PooleSettings.network(weight, depth: 0).theory()
      let networks = try Self.values(results, variable, weight)
      let means = depths.indices.map { layer in SampleMean(networks.map { $0[layer] }) }
      return [
        .line(
          x: depths, y: try theory.curvature(depth: Self.curveDepth).map(quantity), label: PooleSettings.title(weight),
          colour: .palette(weight)),
        .points(
          x: depths, y: means.map(\.mean), errors: means.map { $0.standardError ?? 0 }, colour: .palette(weight),
          size: 5),
      ]
    }
    return Panel(
      title: title, x: PlotAxis("layer <i>l</i>", wholeNumbers: true), y: PlotAxis(symbol, scale: scale), layers: layers)
  }
}
