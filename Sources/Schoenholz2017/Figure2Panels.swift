import Plotting
import Results
import Suite

extension Figure2Scores {
  var figure: Figure? {
    get throws {
      Figure(
        title: "tanh, σ<sub>b</sub><sup>2</sup> = \(settings.networks.biasVariance)", columns: 2,
        panels: try [
          approach(Figure2.varianceResidual, "|<i>q</i><sup><i>l</i></sup> − <i>q</i>*|", title: "lengths", to: 40),
          approach(
            Figure2.correlationResidual, "|<i>c</i><sup><i>l</i></sup> − <i>c</i>*|", title: "correlations", to: 200),
          scales(), networkPaths(),
        ])
    }
  }

  /// The residuals down to where they are rounding.
  private func approach(
    _ column: Column<Double>, _ symbol: String, title: String, to depth: Int
  ) throws -> Panel {
    let table = try tables[Figure2.approach]
    let layers = try settings.networks.layers { weight, colour in
      let residuals = try table[
        column, RandomNetworks.weightVariance == weight, Figure2.layer.isAny(of: 0...depth)]
      return [
        .line(
          x: (0...depth).map(Double.init), y: residuals.map { $0 > 1e-15 ? $0 : .nan },
          label: "σ<sub>w</sub><sup>2</sup> = \(weight)", colour: colour, dash: .solid)
      ]
    }
    return Panel(
      title: title + " approach their fixed point exponentially",
      x: PlotAxis("layer <i>l</i>", from: 0, to: Double(depth)),
      y: PlotAxis(symbol, scale: .logarithmic, from: 1e-12, to: 10), layers: layers)
  }

  private func scales() throws -> Panel {
    let table = try tables[Figure2.scales]
    func line(
      _ column: Column<Double>, _ keep: Double, _ label: String, _ colour: Colour, _ dash: Dash
    ) throws -> Layer {
      .line(
        x: settings.weightVariances, y: try table[column, Figure2.keepProbability == keep], label: label,
        colour: colour, dash: dash)
    }
    let layers = try settings.keepProbabilities.enumerated().map { index, keep in
      try line(
        Figure2.correlationDepthScale, keep, index == 0 ? "ξ<sub>c</sub>" : "ξ<sub>c</sub>, keep \(keep)",
        .palette(index), index == 0 ? .solid : .dashed)
    }
    return Panel(
      title: "depth scales: only without dropout is there a critical point",
      x: PlotAxis("σ<sub>w</sub><sup>2</sup>", from: 0, to: 4),
      y: PlotAxis("layers", scale: .logarithmic, from: 0.3, to: 3000),
      layers: layers + [
        try line(
          Figure2.varianceDepthScale, settings.keepProbabilities[0], "ξ<sub>q</sub>", .black, .solid),
        .vertical(at: try settings.networks.critical),
      ])
  }

  /// Mean correlations in networks, and the theory.
  private func networkPaths() throws -> Panel {
    let networks = settings.networks
    let depths = (0...networks.depth).map(Double.init)
    let layers = try networks.layers { weight, colour in
      let theory = try networks.theory(weight)
      let predicted = try theory.separations(
        from: settings.startSeparation, variance: settings.startVariance * theory.fixedVariance.get(),
        depth: networks.depth)
      let means = try tables[Figure2.networks].lists(
        Figure2.separation, by: Figure2.layer, RandomNetworks.weightVariance == weight
      ).map { layer in SampleMean(layer.map { 1 - $0 }) }
      return [
        .line(x: depths, y: predicted.map { 1 - $0 }, colour: colour, dash: .solid),
        .points(
          x: depths, y: means.map(\.mean), errors: means.map(\.bar), colour: colour, size: 4),
      ]
    }
    return Panel(
      title: "theory (lines), networks of width \(networks.width) (dots)",
      x: PlotAxis("layer <i>l</i>", wholeNumbers: true),
      y: PlotAxis("<i>c</i><sup><i>l</i></sup>", from: 0, to: 1.02), layers: layers)
  }
}
