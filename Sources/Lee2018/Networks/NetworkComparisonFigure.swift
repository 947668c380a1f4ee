import Datasets
import Plotting
import Suite

extension NetworkComparison {
  /// Gaussian processes above, trained networks below with ours as lines, the paper's as open circles and, for the eye,
  /// our Gaussian processes of the same rows without markers.
  var figure: Figure {
    Figure(columns: 2, panels: processes.panels + [DatasetDescription.mnist, .cifar10].compactMap(panel))
  }

  private func panel(_ dataset: DatasetDescription) -> Panel? {
    let layers = GaussianProcessRow.nonlinearities.enumerated().flatMap { k, nonlinearity in
      lines(of: nonlinearity, dataset, colour: .palette(k))
    }
    guard !layers.isEmpty else { return nil }
    return Panel(
      title: "\(dataset.title), trained networks", x: PlotAxis("training images", scale: .logarithmic),
      y: PlotAxis("test accuracy"), layers: layers)
  }

  private func lines(
    of nonlinearity: GaussianProcessRow.NamedNonlinearity, _ dataset: DatasetDescription, colour: Colour
  ) -> [Layer] {
    let entries = networks.entries.filter { $0.row.dataset == dataset && $0.nonlinearity.name == nonlinearity.name }
    guard !entries.isEmpty else { return [] }
    let (sizes, title) = (entries.map { Double($0.row.trainingSize) }, nonlinearity.title)
    let beside = entries.map { entry in
      processes.entries.first { $0.row.label == entry.row.label && $0.nonlinearity.name == nonlinearity.name }
        .map { SampleMean($0.accuracies).mean } ?? .nan
    }
    return [
      .line(
        x: sizes, y: entries.map { $0.best?.testAccuracy ?? .nan }, label: "\(title) network, here", colour: colour,
        dash: .solid, marker: .square, markerSize: 5),
      .points(
        x: sizes, y: entries.map(\.setting.accuracy), label: "\(title) network, paper", colour: colour,
        marker: .openCircle, size: 9),
      .line(x: sizes, y: beside, label: "\(title) process, here", colour: colour, dash: .dotted),
    ]
  }
}
