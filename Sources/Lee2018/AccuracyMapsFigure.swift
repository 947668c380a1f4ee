import Plotting
import Suite

extension AccuracyMaps {
  /// Figure 9: a row a nonlinearity, a column a depth.
  var figure: Figure? {
    Figure(
      title: "MNIST, \(settings.trainingSize) training images; dotted: critical line", columns: settings.depths.count,
      showsPanelLabels: false,
      panels: entries.map { entry in
        panel(
          entry, title: "\(entry.nonlinearity.title), depth \(entry.depth)",
          showsBar: entry.depth == settings.depths.last)
      })
  }

  /// Figure 4: accuracy at depth 50 beside the phase diagram.
  var figureBesidePhases: Figure {
    Figure(
      title: "MNIST, \(settings.trainingSize) training images, depth \(settings.phaseDepth)", columns: 2,
      panels: besidePhases.flatMap { entry in
        [
          panel(entry, title: "\(entry.nonlinearity.title), test accuracy", showsBar: true),
          PhaseDiagram(nonlinearity: entry.nonlinearity, curve: entry.curve).panel,
        ]
      })
  }

  private func panel(_ entry: Entry, title: String, showsBar: Bool) -> Panel {
    // The paper's colours, 0.80 to 0.96; fewer training images than its 5,000 reach less.
    let limits = settings.trainingSize >= 1_000 ? (0.80, 0.96) : (0.60, 0.86)
    let grid = entry.map.grid
    return Panel(
      title: title, x: PlotAxis("σ<sub>w</sub><sup>2</sup>"), y: PlotAxis("σ<sub>b</sub><sup>2</sup>"),
      layers: [
        .heatMap(
          x: grid.weightVariances, y: grid.biasVariances, values: Array(entry.rows.joined()),
          scale: ColourScale("test accuracy", from: limits.0, to: limits.1, showsBar: showsBar), missing: "no factor"),
        entry.curve.guide(),
      ])
  }
}
