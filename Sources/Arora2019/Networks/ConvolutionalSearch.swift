import FiniteWidth
import Results
import Suite

/// The trained networks of Table 1: for each kind and depth a search over learning rate, channels and κ by successive
/// halving, chosen on validation images.
///
/// A search is one sweep a rung: the first trains every draw for a few epochs, and the best of a rung are trained on in
/// the next, from where they stopped. A cell is a trial on a rung, so all trials stay in the file. Trials are trained
/// side by side, each on one core.
package struct ConvolutionalSearch: Codable, Sendable {
  /// One sweep: so many trials, each trained for so many epochs from the beginning, times the network's `Pace`.
  package struct Rung: Codable, Sendable {
    let trials, epochs: Int

    package init(trials: Int, epochs: Int) { (self.trials, self.epochs) = (trials, epochs) }
  }

  /// How many times the epochs of a rung a network is trained for. Θ of flattened images is far better conditioned than
  /// that of pooled ones; of a pooled network of depth 3 one convolution is trained, between two fixed layers.
  struct Pace: Codable, Sendable {
    var flattened = 0.3
    var pooled = 1.0
    var pooledWithOneTrainedLayer = 4.0

    func callAsFunction(_ network: ConvolutionalNetwork, _ depth: Int) -> Double {
      switch network {
      case .vanilla: flattened
      case .pooled: depth == 3 ? pooledWithOneTrainedLayer : pooled
      }
    }
  }

  /// The side of the blocks of pixels whose means are the images' pixels.
  var block: Int
  var training, validation, test: Int
  /// All layers, the last dense one included.
  var depths: [Int]
  var batch: Int
  var ranges: ConvolutionalDraw.Ranges
  var rungs: [Rung]
  var pace = Pace()
  /// Seeds with which the best trial of each search is trained again.
  var otherSeeds: [Int]

  package init(
    block: Int, training: Int, validation: Int, test: Int, depths: [Int], batch: Int, ranges: ConvolutionalDraw.Ranges,
    rungs: [Rung], otherSeeds: [Int]
  ) {
    (self.block, self.training, self.validation, self.test) = (block, training, validation, test)
    (self.depths, self.batch, self.ranges, self.rungs) = (depths, batch, ranges, rungs)
    self.otherSeeds = otherSeeds
  }

  /// The kernels on the same images.
  var kernels: TangentKernelSetting {
    TangentKernelSetting(name: "pixels\(32 / block)", block: block, training: training, test: test, depths: depths)
  }

  /// - Parameter rung: from 0.
  static func name(ofRung rung: Int) -> SweepName {
    SweepName(rung == 0 ? "networks" : "networks_rung_\(rung + 1)")
  }
  static let others = SweepName("other_seeds")

  static let network = Axis<ConvolutionalNetwork>("network", "kind of network")
  private static let place = Axis<Int>("trial", "place of the trial on its rung")
  private static let seed = Axis<Int>("seed", "number of the seed of weights and mini-batches")
  static let draw = Column<Int>("draw", "number of the random draw, the same on every rung; -1: no trial was left")

  package var sweeps: [Sweep] {
    let searches = [Self.network(ConvolutionalNetwork.allCases), Table1.depth(depths)]
    let columns = [Self.draw] + ConvolutionalTrial.columns
    let rungs = self.rungs.indices.map { rung in
      Sweep(
        Self.name(ofRung: rung), cells: searches + [Self.place(0..<self.rungs[rung].trials)], columns: columns
      ) { point, context in
        try run(point, rung, context)
      }.ofTrainedNetworks().chained("networks", by: searches.count).sideBySide().costing { point in
        let trained = rung == 0 ? 0 : self.rungs[rung - 1].epochs
        return seconds(try point[Self.network], try point[Table1.depth], epochs: self.rungs[rung].epochs - trained)
      }
    }
    guard !otherSeeds.isEmpty else { return rungs }
    let others = Sweep(Self.others, cells: searches + [Self.seed(otherSeeds)], columns: columns) { point, context in
      try runAgain(point, context)
    }.ofTrainedNetworks().sideBySide().costing { point in
      seconds(try point[Self.network], try point[Table1.depth], epochs: self.rungs.last?.epochs ?? 0)
    }
    return rungs + [others]
  }

  /// Seconds of one core, at 10¹¹ operations each, for so many epochs with the mean number of channels and for looking
  /// at the other images.
  private func seconds(_ network: ConvolutionalNetwork, _ depth: Int, epochs: Int) -> Double {
    let images = 6 * pace(network, depth) * Double(epochs * training) + 2 * Double(training + validation + test)
    let perPosition = ranges.channels.reduce(0.0) { sum, channels in
      sum + Double(9 * channels * (3 + (depth - 2) * channels))
    }
    return 1e-11 * images * Double(kernels.side * kernels.side) * perPosition / Double(ranges.channels.count)
  }

  private func images(_ context: RunContext) throws -> ConvolutionalImages {
    try context.recent("convolutional images", for: "") {
      try ConvolutionalImages(kernels, validation: validation, batch: batch, context: context)
    }
  }

  private func running(_ network: ConvolutionalNetwork, _ depth: Int, _ context: RunContext) -> RunningSearch {
    RunningSearch(name: "\(network.rawValue) depth \(depth)", places: rungs.map(\.trials), context: context) { rung in
      let table = try context.earlier(Self.name(ofRung: rung))
      return try table.points(Self.network == network, Table1.depth == depth).compactMap { point in
        guard try !table.status(at: point).isPending else { return nil }
        let draw = try table.value(Self.draw, at: point)
        return draw < 0 ? nil : try ConvolutionalTrial(table, point, images: test).standing(draw: draw)
      }
    }
  }

  /// One trial on one rung.
  private func run(_ point: Point, _ rung: Int, _ context: RunContext) throws -> Row {
    let (network, depth) = (try point[Self.network], try point[Table1.depth])
    let search = running(network, depth, context)
    guard let draw = try search.draw(at: point[Self.place], on: rung) else {
      return ConvolutionalTrial.emptyRow + Row(Self.draw => -1)
    }
    let images = try images(context)
    let (training, drawn, rate) = try begin(network, depth, draw, images, search.name, context)
    try training.climb(
      rungs[...rung].map { rule($0, network, depth) }[...], validation: images.validation, trial: search.name(of: draw),
      context: context)
    let trial = try ConvolutionalTrial(training, drawn, learningRate: rate, images)
    try search.keep(training, as: trial.standing(draw: draw), on: rung)
    return trial.row + Row(Self.draw => draw)
  }

  /// The best trial of a search with other initial weights and mini-batches.
  private func runAgain(_ point: Point, _ context: RunContext) throws -> Row {
    let (network, depth) = (try point[Self.network], try point[Table1.depth])
    let search = running(network, depth, context)
    guard let last = rungs.last, let best = try search.best(on: rungs.count - 1) else {
      return ConvolutionalTrial.emptyRow + Row(Self.draw => -1)
    }
    let images = try images(context)
    let (training, drawn, rate) = try begin(
      network, depth, best, images, search.name, seed: point[Self.seed], context)
    try training.run(under: rule(last, network, depth), validation: images.validation) {
      context.report(stage: "training", fraction: $0)
    }
    return try ConvolutionalTrial(training, drawn, learningRate: rate, images).row + Row(Self.draw => best)
  }

  /// The beginning of a trial.
  private func begin(
    _ network: ConvolutionalNetwork, _ depth: Int, _ draw: Int, _ images: ConvolutionalImages, _ search: String,
    seed: Int = 0, _ context: RunContext
  ) throws -> (training: TrialTraining, drawn: ConvolutionalDraw, learningRate: Double) {
    let drawn = ConvolutionalDraw(
      draw, of: rungs[0].trials, from: ranges, seed: context.seed(purpose: "trials of \(search)"))
    let largest = try context.recent("largest eigenvalue", for: search) {
      try images.largestEigenvalue(network, depth: depth)
    }
    let rate = drawn.learningRate(largestEigenvalue: largest)
    let seeds = seed == 0 ? search : "\(search), seed \(seed)"
    let start = try network.architecture(depth: depth, multiplier: drawn.multiplier).finiteWidth(
      drawn.channels, outputs: images.training.outputs, input: images.shape,
      seed: context.seed(purpose: "network of \(seeds)", index: draw), parameterisation: .neuralTangent,
      as: Float.self)
    let training = try TrialTraining(
      start, on: images.training,
      settings: TrainingSettings(
        loss: .halfSquaredErrorSum, optimiser: .gradientDescent, learningRate: .constant(rate), batchSize: batch),
      seed: context.seed(purpose: "batches of \(seeds)", index: draw), threads: context.threads)
    return (training, drawn, rate)
  }

  /// Looks at the validation images five times a rung, and ends no trial for want of gain; one that is no better than
  /// guessing at the end of its first rung goes no further (`TrialTraining.climb`).
  private func rule(_ rung: Rung, _ network: ConvolutionalNetwork, _ depth: Int) -> StoppingRule {
    let steps = max(1, Int(Double(rung.epochs * training / batch) * pace(network, depth)))
    return StoppingRule(steps: steps, interval: max(1, steps / 5), patience: .max, validationImages: validation)
  }
}
