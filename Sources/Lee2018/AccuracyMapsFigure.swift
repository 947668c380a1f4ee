import Plotting
import Suite

extension AccuracyMaps {
  static let weightAxis = PlotAxis("σ<sub>w</sub><sup>2</sup>", from: 0, to: 5.1)
  static let biasAxis = PlotAxis("σ<sub>b</sub><sup>2</sup>", from: -0.04, to: 2.04)

  /// The paper's colours, 0.80 to 0.96; fewer training images than its 5,000 reach less.
  private func scale(showsBar: Bool) -> ColourScale {
    let limits = trainingSize >= 1_000 ? (0.80, 0.96) : (0.60, 0.86)
    return ColourScale("test accuracy", from: limits.0, to: limits.1, showsBar: showsBar)
  }

  func panel(_ entry: Entry, title: String, showsBar: Bool) -> Panel {
    let (map, grid) = (entry.map, entry.map.grid)
    let count = grid.biasVariances.count
    // Rows of a heat map are its vertical axis.
    let values = (0..<count).flatMap { j in grid.weightVariances.indices.map { map.accuracies[$0 * count + j] } }
    return Panel(
      title: title, x: PlotAxis("σ<sub>w</sub><sup>2</sup>"), y: PlotAxis("σ<sub>b</sub><sup>2</sup>"),
      layers: [
        .heatMap(
          x: grid.weightVariances, y: grid.biasVariances, values: values, scale: scale(showsBar: showsBar),
          missing: "no factor"),
        entry.curve.guide(),
      ])
  }

  /// Figure 9: a row a nonlinearity, a column a depth.
  var figure: Figure {
    Figure(
      title: "MNIST, \(trainingSize) training images; dotted: critical line", columns: Figure9.depths.count,
      showsPanelLabels: false,
      panels: entries.map { entry in
        panel(
          entry, title: "\(entry.nonlinearity.title), depth \(entry.depth)",
          showsBar: entry.depth == Figure9.depths.last)
      })
  }

  /// Figure 4: accuracy at depth 50 beside the phase diagram.
  var figureAtDepth50: Figure {
    let shown = entries.filter { $0.depth == Figure4.depth }
    return Figure(
      title: "MNIST, \(trainingSize) training images, depth \(Figure4.depth)", columns: 2,
      panels: shown.flatMap { entry in
        [
          panel(entry, title: "\(entry.nonlinearity.title), test accuracy", showsBar: true),
          entry.nonlinearity.value == .tanh ? Self.tanhPhases(entry.curve) : Self.reluPhases(entry.curve),
        ]
      })
  }

  private static func phases(_ title: String, _ layers: [Layer]) -> Panel {
    Panel(title: title, x: weightAxis, y: biasAxis, layers: layers, showsGrid: false)
  }

  private static func tanhPhases(_ curve: CriticalCurve) -> Panel {
    // The line as a function of σ_w²: below it chaos, above it order. It starts at (1, 0); before, all is order, down
    // to the frame.
    let (x, y) = ([0, 1] + curve.weightVariances + [5.1], [-0.04, -0.04] + curve.biasVariances + [2.1])
    let (low, high) = (x.map { _ in -0.04 }, x.map { _ in 2.1 })
    return phases(
      "tanh, phases",
      [
        .band(x: x, lower: y, upper: high, colour: .palette(0)), .band(x: x, lower: low, upper: y, colour: .palette(1)),
        curve.guide(label: "χ<sub>1</sub> = 1"),
        .text("ordered", x: 1.3, y: 1.3), .text("chaotic", x: 3.9, y: 0.6),
      ])
  }

  private static func reluPhases(_ curve: CriticalCurve) -> Panel {
    phases(
      "ReLU, phases",
      [
        .band(x: [0, 2], lower: [-0.04, -0.04], upper: [2.04, 2.04], colour: .palette(0)),
        .band(x: [2, 5.1], lower: [-0.04, -0.04], upper: [2.04, 2.04], colour: .palette(1)),
        curve.guide(), .text("bounded", x: 0.2, y: 1.1), .text("(exponential)", x: 0.2, y: 0.97),
        .text("unbounded", x: 2.8, y: 1.1), .text("(powerlaw)", x: 2.8, y: 0.97),
      ])
  }
}
