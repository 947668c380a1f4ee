import Plotting
import Results

/// The weights between the hidden layers as colours: before training, after it and their change, a row a width.
struct WeightMaps {
  private let table: Table
  private let settings: TrainedNetworks.Settings

  init(_ table: Table, _ settings: TrainedNetworks.Settings) { (self.table, self.settings) = (table, settings) }

  var panels: [Panel] {
    get throws {
      try settings.shownWidths.flatMap { width in
        func matrix(_ stage: Stage) throws -> [Double] {
          try table[TrainingPictures.weights, TrainedNetworks.width == width, TrainingPictures.stage == stage]
        }
        let (before, after) = (try matrix(.before), try matrix(.after))
        return [
          panel("<i>n</i> = \(width): before", before, Self.weights(showsBar: false)),
          panel("<i>n</i> = \(width): after", after, Self.weights(showsBar: true)),
          panel("<i>n</i> = \(width): change", zip(before, after).map { $1 - $0 }, Self.change),
        ]
      }
    }
  }

  // The same at all widths, so that colours can be compared.
  private static func weights(showsBar: Bool) -> ColourScale {
    ColourScale("ω", map: .diverging, from: -2.5, to: 2.5, centre: 0, showsBar: showsBar)
  }
  private static let change = ColourScale("ω − ω<sub>0</sub>", map: .diverging, from: -0.75, to: 0.75, centre: 0)

  private func panel(_ title: String, _ values: [Double], _ scale: ColourScale) -> Panel {
    let places = (1...settings.block).map(Double.init)
    func axis(_ title: String) -> PlotAxis { PlotAxis(title, ticks: [1, Double(settings.block)], wholeNumbers: true) }
    return Panel(
      title: title, x: axis("unit of the second layer"), y: axis("unit of the first"),
      layers: [.heatMap(x: places, y: places, values: values, scale: scale)])
  }
}
