import Plotting
import Results
import Suite

/// The first data set as all methods predict it: a panel a method, the exact posterior behind.
struct ApproximationFigure {
  private let readings: ApproximationReadings

  init(_ readings: ApproximationReadings) { self.readings = readings }

  var figure: Figure? {
    guard !readings.dataSets.isEmpty else { return nil }
    let panels: [[ApproximationMethod]] = [
      [.nngp], [.ntk], [.meanField], [.laplace, .laplaceDiagonal], [.dropout], [.ensemble, .anchored], [.langevin],
    ]
    return Figure(
      title: "Approximations of one network's posterior, mean ± 2 deviations; grey: the posterior itself", columns: 4,
      panelSize: Size(400, 320), panels: panels.map(panel))
  }

  private var places: [Double] { readings.places }

  private func panel(_ methods: [ApproximationMethod]) -> Panel {
    let titles = ["laplace": "Laplace", "ensemble": "deep ensemble"]
    let inputs = ApproximationTask.inputs(readings.settings.task.training)
    return Panel(
      title: methods.count > 1 ? titles[methods[0].rawValue] ?? "" : methods[0].title,
      x: PlotAxis("<i>x</i>", from: -2.5, to: 2.5, ticks: [-2, -1, 0, 1, 2]),
      y: PlotAxis("<i>f</i>(<i>x</i>)", from: lower, to: upper),
      layers: band(.exact, .grey, "exact")
        + methods.enumerated().flatMap { number, method in
          band(method, .palette(number == 0 ? 0 : 1), label(method, isAlone: methods.count == 1))
        } + [
          .points(
            x: inputs, y: readings.targets[0], label: "data", colour: .black, marker: .circle)
        ])
  }

  private func label(_ method: ApproximationMethod, isAlone: Bool) -> String {
    switch method {
    case .laplace: "full"
    case .laplaceDiagonal: "diagonal"
    case .ensemble: "plain"
    case .anchored: "anchored"
    default: isAlone ? "approximation" : method.title
    }
  }

  private func band(_ method: ApproximationMethod, _ colour: Colour, _ label: String) -> [Layer] {
    let own = readings[method, 0]
    let ends = edges(own)
    return [
      .band(x: places, lower: ends.lower, upper: ends.upper, label: "", colour: colour),
      .line(
        x: places, y: own.means, label: label, colour: colour, dash: method == .exact ? .dashed : .solid, marker: nil),
    ]
  }

  private func edges(_ own: ApproximationReadings.Prediction) -> (lower: [Double], upper: [Double]) {
    let pairs = zip(own.means, own.deviations)
    return (pairs.map { $0 - 2 * $1 }, pairs.map { $0 + 2 * $1 })
  }

  /// All panels share the ends of what is shown.
  private var lower: Double { ApproximationMethod.allCases.flatMap { edges(readings[$0, 0]).lower }.min() ?? -3 }
  private var upper: Double { ApproximationMethod.allCases.flatMap { edges(readings[$0, 0]).upper }.max() ?? 3 }
}
