import Plotting
import Results
import Suite

extension GeneralisationGaps {
  /// Every network a point, the smallest gaps and the medians joined; the figure's own where it has all images.
  var figure: Figure? {
    Figure(
      columns: 2,
      panels: NamedNonlinearity.allCases.enumerated().map { k, kind in
        Panel(
          title: kind.title, x: PlotAxis("width", scale: .logarithmic, ticks: settings.widths.map { Double($0.units) }),
          y: PlotAxis("generalisation gap"), layers: layers(entries(of: kind), .palette(k)))
      })
  }

  private func layers(_ entries: [Entry], _ colour: Colour) -> [Layer] {
    func line(_ label: String, _ dash: Dash, _ value: (GapSample) -> Double?) -> Layer {
      .line(
        x: entries.map { Double($0.width) }, y: entries.map { value($0.gaps) ?? .nan }, label: label, colour: colour,
        dash: dash)
    }
    func paper(_ label: String, _ marker: Marker, _ value: (Entry) -> Double?) -> [Layer] {
      let known = entries.compactMap { entry in value(entry).map { (Double(entry.width), $0) } }
      if known.isEmpty { return [] }
      return [
        .points(x: known.map(\.0), y: known.map(\.1), label: label, colour: .black, marker: marker, size: 9).published
      ]
    }
    let networks = entries.flatMap { entry in entry.gaps.gaps.map { (Double(entry.width), $0) } }
    return [
      .points(
        x: networks.map(\.0), y: networks.map(\.1), label: "networks", colour: colour, marker: .circle, size: 5,
        opacity: 0.6),
      line("smallest gap", .solid) { $0.smallest }, line("median", .dashed) { $0.median },
    ] + paper("smallest, paper", .openCircle) { $0.published.smallest }
      + paper("median, paper", .plus) { $0.published.median }
  }
}
