import Datasets
import Plotting
import Suite

extension GaussianProcessScores {
  /// Test accuracy against training size, ours as lines with standard errors over subsets, the paper's as open circles.
  var figure: Figure { Figure(columns: 2, panels: panels) }

  /// One a data set.
  var panels: [Panel] {
    [DatasetDescription.mnist, .cifar10].map { dataset in
      Panel(
        title: dataset.title, x: PlotAxis("training images", scale: .logarithmic), y: PlotAxis("test accuracy"),
        layers: GaussianProcessRow.nonlinearities.enumerated().flatMap { k, nonlinearity in
          layers(
            entries.filter { $0.row.dataset == dataset && $0.nonlinearity.name == nonlinearity.name },
            title: nonlinearity.title, colour: .palette(k))
        })
    }
  }

  private func layers(_ entries: [Entry], title: String, colour: Colour) -> [Layer] {
    let sizes = entries.map { Double($0.row.trainingSize) }
    let samples = entries.map { SampleMean($0.accuracies) }
    // One training subset has no spread, and no bars.
    let errors = samples.compactMap(\.standardError)
    return [
      .line(
        x: sizes, y: samples.map(\.mean), errors: errors.count == samples.count ? errors : nil, label: "\(title), here",
        colour: colour, dash: .solid, marker: .circle, markerSize: 5),
      .points(
        x: sizes, y: entries.map { $0.row.setting($0.nonlinearity.value).accuracy }, label: "\(title), paper",
        colour: colour, marker: .openCircle, size: 9),
    ]
  }
}
