import Foundation
import Plotting
import Results
import Suite

/// The picture of `BiasVarianceOverTime`: above the parts over time and their sum around its minimum, theory in lines
/// and networks in points; below the eigenvectors, and what each mode carries by the time at which it is learnt.
struct ClosureFigure {
  private let readings: ClosureReadings

  init(_ readings: ClosureReadings) { self.readings = readings }

  private static let shown: [(quantity: Quantity, label: String, colour: Colour)] = [
    (.biasSquare, "bias²", .palette(0)), (.initialVariance, "variance: initial functions", .palette(2)),
    (.noiseVariance, "variance: noise", .palette(1)), (.sum, "sum", .black),
  ]

  private var best: Layer {
    get throws { .vertical(at: try readings.bestTime(.data), label: "<i>t</i>*", colour: .grey, dash: .dashed) }
  }

  /// The theory's three parts and their sum at the times of the curves.
  private func curves() throws -> (times: [Double], values: [[Double]]) {
    let times = try readings.table[ClosureTheory.time]
    let terms = try readings.table.lists(
      ClosureTheory.curve, by: ClosureTheory.term, BiasVarianceOverTime.part == .data)
    return (times, terms + [times.indices.map { time in terms.reduce(0) { $0 + $1[time] } }])
  }

  private static let time = "λ<sub>max</sub> <i>t</i>"

  /// On the data, the widest networks.
  var parts: Panel {
    get throws {
      let (times, values) = try curves()
      let lines = zip(Self.shown, values).map { shown, values in
        Layer.line(x: times, y: values, label: shown.label, colour: shown.colour, dash: .solid, width: 2)
      }
      let width = readings.settings.widths[readings.settings.widths.count - 1]
      // A point whose error is half of itself says nothing on a logarithmic axis.
      let points = try Self.shown.enumerated().map { k, shown in
        let blocks = try readings.values(.networks, .data, shown.quantity, width: width)
        let means = readings.times.indices.map { step in SampleMean(blocks.map { $0[step] }) }
        let kept = means.indices.filter { readings.times[$0] > 0 && means[$0].mean > 2 * means[$0].bar }
        return Layer.points(
          x: kept.map { readings.times[$0] }, y: kept.map { means[$0].mean }, errors: kept.map { means[$0].bar },
          label: k == Self.shown.count - 1 ? "networks, <i>n</i> = \(width)" : "", colour: shown.colour, size: 5)
      }
      return Panel(
        title: "on the data",
        x: PlotAxis(Self.time, scale: .logarithmic, from: 0.3, to: 1.5 * (readings.times.last ?? 1)),
        y: PlotAxis("distance from <i>f</i>*, squared", scale: .logarithmic, from: 3e-3, to: 10),
        layers: [try best] + lines + points)
    }
  }

  /// The sum on the data, from t*/5 on: theory, and theory with what networks of three widths differ by from the limit.
  var minimum: Panel {
    get throws {
      let (times, values) = try curves()
      let (first, last) = (try readings.bestTime(.data) / 5, readings.times.last ?? 1)
      let drawn = times.indices.filter { times[$0] >= first && times[$0] <= 1.2 * last }
      let theory = try readings.theory(.data, .sum)
      let departures = try readings.departures(.data, .sum, alone: false)
      let widths = readings.settings.widths
      let points = [0, widths.count / 2, widths.count - 1].enumerated().map { k, width in
        let shown = readings.times.indices.filter { readings.times[$0] >= first }
        let means = shown.map { step in SampleMean(departures[width].map { $0[step] }) }
        return Layer.points(
          x: shown.map { readings.times[$0] }, y: zip(shown, means).map { theory[$0] + $1.mean },
          errors: means.map(\.bar), label: "<i>n</i> = \(widths[width])", colour: .palette([3, 4, 0][k]),
          marker: .cycled(k), size: 5)
      }
      let line = Layer.line(
        x: drawn.map { times[$0] }, y: drawn.map { values[3][$0] }, label: "<i>n</i> = ∞", colour: .black, dash: .solid,
        width: 2)
      return Panel(
        title: "the sum around its minimum", x: PlotAxis(Self.time, scale: .logarithmic),
        y: PlotAxis("distance from <i>f</i>*, squared"), layers: [try best, line] + points)
    }
  }

  /// The first of them on all positions.
  var eigenvectors: Panel {
    get throws {
      let positions = try readings.table[ClosureTheory.position]
      let order = positions.indices.sorted { positions[$0] < positions[$1] }
      let vectors = try readings.table.lists(ClosureTheory.eigenvector, by: ClosureTheory.mode)
      let x = order.map { positions[$0] }
      let lines = vectors.prefix(readings.settings.tracked).enumerated().map { k, vector in
        Layer.line(
          x: x, y: order.map { vector[$0] }, label: "\(k + 1)", colour: .palette(k), dash: .solid, width: 2)
      }
      return Panel(
        title: "eigenvectors of Θ", x: PlotAxis("<i>x</i>"), y: PlotAxis("<i>q<sub>k</sub></i>"), layers: lines)
    }
  }

  /// Squares along every mode over 1/λ: a mode left of t* is learnt, and above the noise it should be.
  var contents: Panel {
    get throws {
      let table = readings.table
      let eigenvalues = try table[ClosureTheory.eigenvalue]
      let times = eigenvalues.map { eigenvalues[0] / $0 }
      func layer(_ column: Column<Double>, _ label: String, _ colour: Colour, _ marker: Marker) throws -> Layer {
        .line(
          x: times, y: try table[column], label: label, colour: colour, dash: .dotted, width: 1.2, marker: marker)
      }
      return Panel(
        title: "what each carries",
        x: PlotAxis("time to learn it, λ<sub>max</sub>/λ", scale: .logarithmic),
        y: PlotAxis("square along the mode", scale: .logarithmic, from: 1e-4),
        layers: [
          try best, try layer(ClosureTheory.signal, "<i>f</i>*", .palette(0), .circle),
          try layer(ClosureTheory.initial, "initial functions", .palette(2), .square),
          try layer(ClosureTheory.noise, "noise", .palette(1), .triangle),
        ])
    }
  }
}
