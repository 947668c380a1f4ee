import Foundation
import Plotting
import Results
import Suite

/// The picture of `Priors`.
struct PriorFigure {
  let shallow, deep: [PriorCurves]
  let settings: Priors.Settings

  private let width = PlotAxis("width <i>n</i>", scale: .logarithmic)

  private func colour(_ prior: WeightPrior) -> Colour {
    .palette(WeightPrior.allCases.firstIndex(of: prior) ?? 0)
  }

  /// Of the widest networks' outputs, and their limits.
  var tails: Panel {
    let places = (0...120).map { pow(10, -0.5 + 2 * Double($0) / 120) }
    var drawn: [OutputLaw] = []
    var lines: [Layer] = []
    var points: [Layer] = []
    for curves in shallow {
      let count = Double(curves.sizes.count)
      if !drawn.contains(curves.law) {
        drawn.append(curves.law)
        lines.append(
          .line(
            x: places, y: places.map(curves.law.tail).map { $0 > 0.3 / count ? $0 : .nan },
            colour: colour(curves.prior), dash: .solid, width: 1.6))
      }
      let shown = places.enumerated().filter { $0.offset % 5 == 0 }.map(\.element)
      let shares = shown.map { place in Double(curves.sizes.count { $0 > place }) / count }
      // Fewer than five outputs say little on a logarithmic axis.
      points.append(
        .points(
          x: shown, y: shares.map { $0 * count < 5 ? .nan : $0 }, label: curves.prior.title,
          colour: colour(curves.prior), marker: .cycled(points.count), size: 6))
    }
    return Panel(
      title: "outputs at <i>n</i> = \(settings.widths.max() ?? 0), and limits",
      x: PlotAxis("size <i>x</i>, over the limit’s scale", scale: .logarithmic),
      y: PlotAxis("share of outputs beyond <i>x</i>", scale: .logarithmic), layers: lines + points)
  }

  private func series(_ curves: PriorCurves, _ values: [[Double]], _ label: String) -> Layer {
    let means = values.map { SampleMean($0) }
    let isDeep = curves.depth > 1
    return .points(
      x: curves.widths.map(Double.init), y: means.map(\.mean), errors: means.map(\.bar), label: label,
      colour: colour(curves.prior), marker: isDeep ? .openCircle : .circle, size: 6)
  }

  /// Measured in points, exact in lines.
  var kurtosis: Panel {
    let shown = (shallow + deep).filter { [.normal, .laplace].contains($0.prior) }
    let lines = shown.map { curves in
      Layer.line(
        x: curves.widths.map(Double.init), y: curves.expected.map { 3 * $0 }, colour: colour(curves.prior),
        dash: curves.depth > 1 ? .dashed : .solid, width: 1.4)
    }
    let points = shown.map { curves in
      series(
        curves, curves.fluctuations.map { $0.map { 3 * $0 } },
        "\(curves.prior.title), \(curves.depth == 1 ? "one layer" : "two layers")")
    }
    return Panel(
      title: "excess kurtosis: exact and measured", x: width, y: PlotAxis("excess kurtosis", scale: .logarithmic),
      layers: lines + points)
  }

  var distances: Panel {
    let lines = shallow.map { curves in
      let means = curves.distances.map { SampleMean($0) }
      return Layer.line(
        x: curves.widths.map(Double.init), y: means.map(\.mean), errors: means.map(\.bar), label: curves.prior.title,
        colour: colour(curves.prior), dash: .solid, marker: .circle, markerSize: 5)
    }
    let x = settings.widths.map(Double.init)
    let last = shallow.compactMap { $0.distances.last?.mean }.min() ?? 1
    let guide = Layer.guide(
      x: x, y: x.map { 0.6 * last * (x.last ?? 1) / $0 }, label: "1/<i>n</i>", colour: .grey, dash: .dotted)
    return Panel(
      title: "distance from each one’s own limit", x: width, y: PlotAxis("Kolmogorov’s distance", scale: .logarithmic),
      layers: lines + [guide])
  }

  /// - Parameter errors: root mean squares, by width and group.
  func features(errors: [[Double]]) -> Panel {
    let x = settings.widths.map(Double.init)
    let means = errors.map { SampleMean($0) }
    let exact = settings.widths.map { width in
      let features = CosineFeatures(width: width, distances: settings.distances)
      return settings.distances.map(features.variance).mean.squareRoot()
    }
    return Panel(
      title: "sin and cos features: the squared exponential", x: width,
      y: PlotAxis("error of the kernel", scale: .logarithmic),
      layers: [
        .line(x: x, y: exact, label: "exact", colour: .black, dash: .solid, width: 1.4),
        .points(
          x: x, y: means.map(\.mean), errors: means.map(\.bar), label: "networks", colour: .palette(0), size: 6),
      ])
  }
}
