import Plotting
import Results
import Suite

/// Measured over computed coefficients against 1/n, with the fits by which the limit at 0 is taken.
enum CoefficientPanel {
  /// A column a depth, or where there is one depth a nonlinearity.
  static func columns(depths: [Int], _ nonlinearities: [SmoothNonlinearity]) -> Int {
    depths.count > 1 ? depths.count : nonlinearities.count
  }

  static func panel(_ title: String, _ lists: [(label: String, coefficients: Coefficients)]) throws -> Panel {
    let layers = try lists.enumerated().flatMap { k, list -> [Layer] in
      let coefficients = list.coefficients
      // What these networks leave open would hide the rest.
      guard let limit = try coefficients.limit() else { return [] }
      let x = coefficients.widths.map { 1 / Double($0) }
      let means = coefficients.ratios.map { SampleMean($0) }
      let grid = (0...40).map { Double($0) / 40 * (x.first ?? 0) }
      return [
        .line(x: grid, y: grid.map { limit(inverseWidth: $0) }, colour: .palette(k), dash: .solid, width: 1.2),
        .points(
          x: x, y: means.map(\.mean), errors: means.map(\.bar), label: list.label, colour: .palette(k),
          marker: .cycled(k)),
        .points(x: [0], y: [limit.value], errors: [limit.standardError], colour: .palette(k), marker: .cycled(k)),
      ]
    }
    let end = lists.first?.coefficients.widths.first.map { 1 / Double($0) } ?? 1
    return Panel(
      title: title, x: PlotAxis("1/<i>n</i>", from: -0.03 * end), y: PlotAxis("measured over computed"),
      layers: layers + [.guide(x: [0, end], y: [1, 1], label: "computed, <i>n</i> → ∞", colour: .grey, dash: .dashed)])
  }
}
