import Plotting
import Suite

extension NetworksBesideKernels {
  /// Accuracies by depth, what networks are above their kernels, and every trial by its learning rate.
  var figure: Figure? {
    let kinds = Array(ConvolutionalNetwork.allCases.enumerated())
    let ticks = search.depths.map(Double.init)
    let depths = PlotAxis("depth", ticks: ticks)
    let kernels = search.kernels
    return Figure(
      title: "CIFAR-10, \(search.training) training images at \(kernels.pixels): networks and their tangent kernels",
      columns: 3, legend: .shared,
      panels: [
        Panel(x: depths, y: PlotAxis("test accuracy"), layers: kinds.flatMap { accuracies($1, .palette($0)) }),
        Panel(
          x: depths, y: PlotAxis("network − kernel, accuracy"),
          layers: kinds.flatMap { differences($1, .palette($0)) } + [.horizontal(at: 0)]),
        Panel(
          x: PlotAxis("learning rate · λ<sub>max</sub> / 2", scale: .logarithmic),
          y: PlotAxis("validation accuracy of all trials"), layers: kinds.map { trials($1, .palette($0)) }),
      ])
  }

  private func accuracies(_ network: ConvolutionalNetwork, _ colour: Colour) -> [Layer] {
    let own = search.depths.compactMap { entry(network, $0) }
    let x = own.map { Double($0.depth) }
    let values = own.map { $0.best?.test.accuracy ?? .nan }
    return [
      .line(
        x: x, y: values,
        errors: values.map { $0.isNaN ? 0 : (binomialVariance($0) + seedVariance).squareRoot() },
        label: network.title, colour: colour, dash: .solid, marker: .circle),
      .line(
        x: x, y: own.map(\.kernelAccuracy), errors: own.map { binomialVariance($0.kernelAccuracy).squareRoot() },
        label: network.kernel.title, colour: colour, dash: .dashed, marker: .square),
    ]
  }

  private func differences(_ network: ConvolutionalNetwork, _ colour: Colour) -> [Layer] {
    let own = search.depths.compactMap { entry(network, $0) }
    let x = own.map { Double($0.depth) }
    let pairs = own.map { $0.paired?.difference(images: search.test) }
    let ours = Layer.line(
      x: x, y: pairs.map { $0?.mean ?? .nan },
      errors: pairs.map { $0.map { ($0.variance + seedVariance).squareRoot() } ?? 0 },
      label: network.title, colour: colour, dash: .solid, marker: .circle)
    let papers = own.compactMap { entry in
      tables.published(key(network.rawValue, entry.depth, "network_minus_kernel")).map { (Double(entry.depth), $0) }
    }
    guard !papers.isEmpty else { return [ours] }
    return [
      ours,
      .points(
        x: papers.map(\.0), y: papers.map(\.1), label: "\(network.title), paper, 50,000 images", colour: colour,
        marker: .openCircle, size: 9
      ).published,
    ]
  }

  private func trials(_ network: ConvolutionalNetwork, _ colour: Colour) -> Layer {
    let all = entries.filter { $0.network == network }.flatMap(\.trials)
    return .points(
      x: all.map(\.rate), y: all.map(\.validation.accuracy), label: network.title, colour: colour, marker: .circle,
      size: 5, opacity: 0.6)
  }
}
