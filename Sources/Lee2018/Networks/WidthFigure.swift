import Plotting
import Suite

extension WidthScores {
  /// Accuracy above, error below, one column for each data set and nonlinearity.
  var figure: Figure? {
    let columns = series
    func panels(_ name: String, _ value: @escaping (TestResult) -> Double) -> [Panel] {
      columns.map { dataset, kind, entries in
        Panel(
          title: "\(dataset.title), \(kind.title)", x: PlotAxis("training images", scale: .logarithmic),
          y: PlotAxis(name),
          layers: layers(entries, value))
      }
    }
    return Figure(
      columns: columns.count, legend: .shared,
      panels: panels("test accuracy") { $0.accuracy } + panels("test MSE") { $0.squaredError })
  }

  private func layers(_ entries: [Entry], _ value: (TestResult) -> Double) -> [Layer] {
    let sizes = entries.map { Double($0.row.trainingSize) }
    let networks = settings.widths.enumerated().map { k, width in
      Layer.line(
        x: sizes, y: entries.map { $0.networks[k].best.map(value) ?? .nan }, label: "NN, width \(width)",
        colour: .palette(k), dash: .solid, marker: .circle, markerSize: 5)
    }
    return networks + [
      .line(
        x: sizes, y: entries.map { value($0.process) }, label: "NNGP", colour: .black, dash: .dashed,
        marker: .square, markerSize: 6)
    ]
  }
}
