import Plotting
import Results
import Suite

extension WidthScores {
  /// Accuracy above, error below, one column for each data set and nonlinearity; widths from dark to light, and the
  /// figure's own points where it has them.
  var figure: Figure? {
    let columns = series
    func panels(
      _ name: String, _ value: @escaping (TestResult) -> Double, _ found: @escaping (SearchResult) -> Double?,
      _ paper: @escaping (Entry) -> [Int: Double]
    ) -> [Panel] {
      columns.map { dataset, kind, entries in
        Panel(
          title: "\(dataset.title), \(kind.title)", x: PlotAxis("training images", scale: .logarithmic),
          y: PlotAxis(name),
          layers: networks(entries, found) + published(entries, paper) + [process(entries, value)])
      }
    }
    return Figure(
      columns: columns.count, legend: .shared,
      panels: panels("test accuracy", { $0.accuracy }, { $0.best?.test.accuracy }, { $0.published })
        + panels("test MSE", { $0.squaredError }, { $0.leastError?.leastError.value }, { $0.publishedErrors }))
  }

  private func colour(_ place: Int) -> Colour { .sequential(Double(place) / Double(max(1, settings.widths.count - 1))) }

  private func sizes(_ entries: [Entry]) -> [Double] { entries.map { Double($0.row.trainingSize) } }

  private func networks(_ entries: [Entry], _ value: (SearchResult) -> Double?) -> [Layer] {
    settings.widths.enumerated().map { k, plan in
      .line(
        x: sizes(entries), y: entries.map { $0.found(plan.width).flatMap(value) ?? .nan },
        label: "NN, width \(plan.width)", colour: colour(k), dash: .solid, marker: .circle, markerSize: 4.5)
    }
  }

  private func published(_ entries: [Entry], _ values: (Entry) -> [Int: Double]) -> [Layer] {
    settings.widths.enumerated().compactMap { k, plan in
      let points = entries.compactMap { entry in
        values(entry)[plan.width].map { (Double(entry.row.trainingSize), $0) }
      }
      guard !points.isEmpty else { return nil }
      return Layer.points(
        x: points.map(\.0), y: points.map(\.1), label: "paper", colour: colour(k), marker: .openCircle, size: 7
      ).published
    }
  }

  private func process(_ entries: [Entry], _ value: (TestResult) -> Double) -> Layer {
    .line(
      x: sizes(entries), y: entries.map { value($0.process) }, label: "NNGP", colour: .black, dash: .dashed,
      marker: .square, markerSize: 5)
  }
}
