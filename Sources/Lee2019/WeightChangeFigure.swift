import Foundation
import Plotting
import Suite

/// The picture of `WeightChange`: weights, kernels and the distance from the linearised network against width, log-log.
struct WeightChangeFigure {
  let widths: [Int]
  /// By quantity, width and network.
  let values: [[[Double]]]

  /// In the order of `TrainingChange.names`.
  static let titles = [
    "input weights", "hidden weights", "output weights", "tangent kernel", "NNGP kernel",
    "distance from linearised network",
  ]

  func figure(title: String) -> Figure {
    Figure(
      title: title, columns: 3,
      panels: [
        panel("input and output weights", [0, 2], guides: [-0.5]), panel("hidden weights", [1], guides: [-1]),
        panel("kernels and outputs", [3, 4, 5], guides: [-0.5, -1]),
      ])
  }

  private func panel(_ title: String, _ quantities: [Int], guides: [Double]) -> Panel {
    let x = widths.map(Double.init)
    let lines = quantities.enumerated().map { k, quantity in
      let means = values[quantity].map { SampleMean($0.map { log($0) }) }
      return Layer.line(
        x: x, y: means.map { exp($0.mean) }, errors: means.map { exp($0.mean) * ($0.standardError ?? 0) },
        label: Self.titles[quantity], colour: .palette(k), dash: .solid, marker: .cycled(k))
    }
    // Guides run through the first quantity at the widest networks.
    let last = SampleMean(values[quantities[0]][widths.count - 1]).mean
    let laws = guides.map { slope in
      Layer.guide(
        x: x, y: x.map { 0.75 * last * pow($0 / x[x.count - 1], slope) },
        label: slope == -1 ? "1/<i>n</i>" : "1/√<i>n</i>", colour: .grey, dash: slope == -1 ? .dotted : .dashed)
    }
    return Panel(
      title: title, x: PlotAxis("width <i>n</i>", scale: .logarithmic), y: PlotAxis("relative change", scale: .logarithmic),
      layers: lines + laws)
  }
}
