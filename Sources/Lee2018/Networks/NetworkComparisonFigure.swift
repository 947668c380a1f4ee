import Datasets
import Plotting
import Suite

extension NetworkComparison {
  /// Trained networks: ours as lines with the errors of their search, the paper's as open circles and, for the eye, our
  /// Gaussian processes on the same images without markers.
  var figure: Figure? {
    Figure(columns: 2, legend: .shared, panels: [DatasetDescription.mnist, .cifar10].compactMap(panel))
  }

  private func panel(_ dataset: DatasetDescription) -> Panel? {
    let layers = NamedNonlinearity.allCases.enumerated().flatMap { k, nonlinearity in
      lines(of: nonlinearity, dataset, colour: .palette(k))
    }
    guard !layers.isEmpty else { return nil }
    return Panel(
      title: "\(dataset.title), trained networks", x: PlotAxis("training images", scale: .logarithmic),
      y: PlotAxis("test accuracy"), layers: layers)
  }

  private func lines(of nonlinearity: NamedNonlinearity, _ dataset: DatasetDescription, colour: Colour) -> [Layer] {
    let entries = networks.entries.filter { $0.row.dataset == dataset && $0.nonlinearity == nonlinearity }
    guard !entries.isEmpty else { return [] }
    let (sizes, title) = (entries.map { Double($0.row.trainingSize) }, nonlinearity.title)
    return [
      .line(
        x: sizes, y: entries.map { $0.best?.test.accuracy ?? .nan },
        errors: entries.map { $0.standardError.isFinite ? $0.standardError : 0 }, label: "\(title) network, here",
        colour: colour, dash: .solid, marker: .square, markerSize: 5)
    ] + Layer.paper(entries.map { ($0.row, $0.published) }, label: "\(title) network, paper", colour: colour) + [
      .line(
        x: sizes, y: entries.map(\.process.accuracy),
        label: "\(title) process, here", colour: colour, dash: .dotted)
    ]
  }
}
