import Plotting
import Suite

extension TopologyFindings {
  /// Accuracies of the three kinds, process beside network, a panel a nonlinearity; and what networks are above their
  /// processes. Where an error is not known there is no bar.
  var figure: Figure? {
    let activations = settings.priors.map(\.activation)
    let kinds = PlotAxis(
      scale: .categorical(NetworkTopology.allCases.map(\.title)), from: -0.4,
      to: Double(NetworkTopology.allCases.count) - 0.6)
    let sizes = settings.images
    let accuracies = activations.map { activation in
      Panel(
        title: activation.title, x: kinds, y: PlotAxis("test accuracy"), layers: self.accuracies(activation))
    }
    let differences = Panel(
      title: "network − Gaussian process", x: kinds, y: PlotAxis("difference of accuracies"),
      layers: [.horizontal(at: 0)]
        + activations.enumerated().map { place, activation in
          self.differences(activation, .palette(2 + place), shift: place == 0 ? -0.05 : 0.05)
        })
    return Figure(
      title: "CIFAR-10, \(sizes.training) training images at \(sizes.pixels): topology and invariance",
      columns: 3, legend: .shared, panels: accuracies + [differences])
  }

  private func accuracies(_ activation: NetworkPrior.Activation) -> [Layer] {
    let own = entries.filter { $0.activation == activation }
    let x = own.indices.map(Double.init)
    let networks = own.map { $0.networkAccuracy ?? .nan }
    return [
      .line(
        x: x.map { $0 - 0.05 }, y: own.map(\.processAccuracy),
        errors: own.map { binomialVariance($0.processAccuracy).squareRoot() }, label: "Gaussian process",
        colour: .palette(0), dash: .dashed, marker: .square),
      .line(
        x: x.map { $0 + 0.05 }, y: networks,
        errors: own.map { accuracyError($0) ?? 0 },
        label: "trained network", colour: .palette(1), dash: .solid, marker: .circle),
      .points(
        x: x.map { $0 + 0.15 }, y: own.map { $0.stopped?.testAccuracy ?? .nan },
        errors: own.map { stoppedError($0) ?? 0 },
        label: "best on validation, may underfit", colour: .palette(4), marker: .triangle, size: 8),
    ]
  }

  private func differences(_ activation: NetworkPrior.Activation, _ colour: Colour, shift: Double) -> Layer {
    let own = entries.filter { $0.activation == activation }
    let gaps = own.map(gap)
    return .points(
      x: own.indices.map { Double($0) + shift }, y: gaps.map { $0?.mean ?? .nan }, errors: gaps.map { $0?.error ?? 0 },
      label: activation.title, colour: colour, marker: activation == .relu ? .circle : .square, size: 8)
  }
}
