import MeanField
import Plotting
import Results
import Suite

extension SchoenholzFigure2 {
  func figure(_ results: ResultsFile, tier: Tier) throws -> Figure? {
    Figure(
      title: "tanh, σ<sub>b</sub><sup>2</sup> = \(SchoenholzSettings.biasVariance)", columns: 2,
      panels: [
        try approach(
          results, "variance_residual", "|<i>q</i><sup><i>l</i></sup> − <i>q</i>*|", title: "lengths", to: 40),
        try approach(
          results, "correlation_residual", "|<i>c</i><sup><i>l</i></sup> − <i>c</i>*|", title: "correlations", to: 200),
        try scales(results, tier), try networkPaths(results),
      ])
  }

  /// The residuals with the exponential of the theory's depth scale through the last one that is drawn.
  private func approach(
    _ results: ResultsFile, _ variable: String, _ symbol: String, title: String, to depth: Int
  ) throws -> Panel {
    let layers = try Self.weightVariances.enumerated().map { index, weight in
      let residuals = try Self.row(results, variable, Self.approach, index)
      return Layer.line(
        x: (0...depth).map(Double.init), y: (0...depth).map { residuals[$0] > 1e-15 ? residuals[$0] : .nan },
        label: "σ<sub>w</sub><sup>2</sup> = \(weight)",
        colour: .sequential(Double(index) / Double(Self.weightVariances.count - 1)), dash: .solid)
    }
    return Panel(
      title: title + " approach their fixed point exponentially", x: PlotAxis("layer <i>l</i>", from: 0, to: Double(depth)),
      y: PlotAxis(symbol, scale: .logarithmic, from: 1e-12, to: 10), layers: layers)
  }

  private func scales(_ results: ResultsFile, _ tier: Tier) throws -> Panel {
    let grid = Self.grid(tier)
    var layers: [Layer] = []
    for (index, keep) in Self.keepProbabilities.enumerated() {
      layers.append(
        .line(
          x: grid, y: try Self.row(results, "correlation_depth_scale", Self.scales, index),
          label: index == 0 ? "ξ<sub>c</sub>" : "ξ<sub>c</sub>, keep \(keep)", colour: .palette(index),
          dash: index == 0 ? .solid : .dashed))
    }
    layers.append(
      .line(
        x: grid, y: try Self.row(results, "variance_depth_scale", Self.scales, 0), label: "ξ<sub>q</sub>",
        colour: .black,
        dash: .solid))
    let critical = try CriticalLine(.tanh).weightVariance(biasVariance: SchoenholzSettings.biasVariance)
    return Panel(
      title: "depth scales: only without dropout is there a critical point",
      x: PlotAxis("σ<sub>w</sub><sup>2</sup>", from: 0, to: 4),
      y: PlotAxis("layers", scale: .logarithmic, from: 0.3, to: 3000),
      layers: layers + [.vertical(at: critical)])
  }

  /// Mean separations of networks, and the theory.
  private func networkPaths(_ results: ResultsFile) throws -> Panel {
    let depths = (0...Self.networkDepth).map(Double.init)
    let layers = try Self.weightVariances.enumerated().flatMap { index, weight -> [Layer] in
      let theory = try Self.theory(weight)
      let predicted = try theory.separations(
        from: Self.startSeparation, variance: 2 * theory.fixedVariance.get(), depth: Self.networkDepth)
      let networks = try Self.networkSeparations(results, index)
      let means = depths.indices.map { layer in SampleMean(networks.map { 1 - $0[layer] }) }
      let colour = Colour.sequential(Double(index) / Double(Self.weightVariances.count - 1))
      return [
        .line(x: depths, y: predicted.map { 1 - $0 }, colour: colour, dash: .solid),
        .points(
          x: depths, y: means.map(\.mean), errors: means.map { $0.standardError ?? 0 }, label: "", colour: colour,
          size: 4),
      ]
    }
    return Panel(
      title: "theory (lines), networks of width 300 (dots)", x: PlotAxis("layer <i>l</i>", wholeNumbers: true),
      y: PlotAxis("<i>c</i><sup><i>l</i></sup>", from: 0, to: 1.02), layers: layers)
  }
}
