import Datasets
import Plotting
import Suite

extension GaussianProcessScores {
  var figure: Figure? { Figure(columns: 2, panels: panels) }

  /// Test accuracy against training size, one panel a data set: ours as lines with standard errors over subsets, ours
  /// with the paper's lookup table as crosses, the paper's as open circles.
  private var panels: [Panel] {
    [DatasetDescription.mnist, .cifar10].map { dataset in
      Panel(
        title: dataset.title, x: PlotAxis("training images", scale: .logarithmic), y: PlotAxis("test accuracy"),
        layers: NamedNonlinearity.allCases.enumerated().flatMap { k, nonlinearity in
          layers(
            entries.filter { $0.row.dataset == dataset && $0.nonlinearity == nonlinearity },
            title: nonlinearity.title, colour: .palette(k))
        })
    }
  }

  private func layers(_ entries: [Entry], title: String, colour: Colour) -> [Layer] {
    let samples = entries.map(\.accuracy)
    // One training subset has no spread, and no bars.
    let errors = samples.compactMap(\.standardError)
    return [
      .line(
        x: entries.map { Double($0.row.trainingSize) }, y: samples.map(\.mean),
        errors: errors.count == samples.count ? errors : nil, label: "\(title), here", colour: colour, dash: .solid,
        marker: .circle, markerSize: 5)
    ]
      + lookupTable(entries, label: "\(title), the paper's table here", colour: colour)
      + Layer.paper(entries.map { ($0.row, $0.published) }, label: "\(title), paper", colour: colour)
  }

  private func lookupTable(_ entries: [Entry], label: String, colour: Colour) -> [Layer] {
    let found = entries.compactMap { entry in entry.lookupTable.map { (entry.row, $0.accuracy) } }
    if found.isEmpty { return [] }
    return [
      .points(
        x: found.map { Double($0.0.trainingSize) }, y: found.map(\.1), label: label, colour: colour, marker: .cross,
        size: 8)
    ]
  }
}

extension Layer {
  /// The paper's accuracies of rows as open circles; nothing where it gives none or the images are not the paper's.
  static func paper(
    _ points: [(row: GaussianProcessRow, accuracy: Double?)], label: String, colour: Colour
  ) -> [Layer] {
    let known = points.filter { $0.accuracy != nil }
    if known.isEmpty { return [] }
    return [
      .points(
        x: known.map { Double($0.row.trainingSize) }, y: known.compactMap(\.accuracy), label: label, colour: colour,
        marker: .openCircle, size: 9
      ).published
    ]
  }
}
