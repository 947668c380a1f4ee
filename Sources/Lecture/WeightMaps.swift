import Plotting
import Results

/// The weights between the hidden layers as colours: before training, after it and their change, a row a width.
struct WeightMaps {
  private let table: Table
  private let settings: TrainedNetworks.Settings

  init(_ table: Table, _ settings: TrainedNetworks.Settings) { (self.table, self.settings) = (table, settings) }

  var panels: [Panel] {
    get throws {
      let maps = try settings.shownWidths.map { width in
        func matrix(_ stage: Stage) throws -> [Double] {
          try table[TrainingPictures.weights, TrainedNetworks.width == width, TrainingPictures.stage == stage]
        }
        let (before, after) = (try matrix(.before), try matrix(.after))
        return (width: width, before: before, after: after, change: zip(before, after).map { $1 - $0 })
      }
      // The same at all widths, so that colours can be compared.
      let reach = Self.reach(maps.flatMap { $0.before + $0.after })
      let change = Self.scale("ω − ω<sub>0</sub>", Self.reach(maps.flatMap(\.change)), showsBar: true)
      return maps.flatMap { map in
        [
          panel("<i>n</i> = \(map.width): before", map.before, Self.scale("ω", reach, showsBar: false)),
          panel("<i>n</i> = \(map.width): after", map.after, Self.scale("ω", reach, showsBar: true)),
          panel("<i>n</i> = \(map.width): change", map.change, change),
        ]
      }
    }
  }

  /// The largest entry, rounded up to a quarter.
  private static func reach(_ values: [Double]) -> Double {
    max(0.25, ((values.map(\.magnitude).max() ?? 0) * 4).rounded(.up) / 4)
  }

  private static func scale(_ title: String, _ reach: Double, showsBar: Bool) -> ColourScale {
    ColourScale(title, map: .diverging, from: -reach, to: reach, centre: 0, showsBar: showsBar)
  }

  private func panel(_ title: String, _ values: [Double], _ scale: ColourScale) -> Panel {
    let places = (1...settings.block).map(Double.init)
    func axis(_ title: String) -> PlotAxis { PlotAxis(title, ticks: [1, Double(settings.block)], wholeNumbers: true) }
    return Panel(
      title: title, x: axis("unit of the second layer"), y: axis("unit of the first"),
      layers: [.heatMap(x: places, y: places, values: values, scale: scale)])
  }
}
