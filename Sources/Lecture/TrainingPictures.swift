import LinearAlgebra
import Platform
import Results
import Suite

/// What is drawn of `TrainedNetworks` beside the limit.
enum TrainingPictures {
  static let stage = Axis<Stage>("stage", "before training and after it")
  static let position = Axis<Double>("position", "x")
  static let entry = Axis<PairEntry>("entry", "entries of a kernel between two inputs")
  static let row = Axis<Int>("row", "units of the first hidden layer")
  static let column = Axis<Int>("column", "units of the second hidden layer")

  static let function = Column<Double>("function", over: [TrainedNetworks.network, stage, position], "f(x)")
  static let kernel = Column<Double>(
    "pair_kernel", over: [TrainedNetworks.network, stage, entry], "Θ̂ between two inputs")
  static let weights = Column<Double>(
    "weights", over: [stage, row, column], "ω between the hidden layers of the first network, its first units")
  static let mean = Column<Double>("limit_mean", over: [stage, position], "mean of f(x) at infinite width")
  static let deviation = Column<Double>(
    "limit_deviation", over: [stage, position], "standard deviation of f(x) over initial functions")
  static let limitKernel = Column<Double>("limit_pair_kernel", over: [entry], "Θ between two inputs")

  static func sweep(_ settings: TrainedNetworks.Settings) -> Sweep {
    let places = LineData.grid(settings.drawnPlaces, end: settings.end)
    let block = 0..<settings.block
    return Sweep(
      TrainedNetworks.pictures, cells: [TrainedNetworks.width(settings.shownWidths)],
      within: [
        TrainedNetworks.network(0..<settings.shown), stage(Stage.allCases), position(places),
        entry(PairEntry.allCases), row(block), column(block),
      ],
      columns: [function, kernel, weights]
    ) { point, context in
      let task = try settings.task(places, context)
      let width = try point[TrainedNetworks.width]
      let runs = try Parallel.map(count: settings.shown, threads: context.threads) { network in
        try LineRun(
          task, width: width, rate: settings.rate(task), steps: settings.steps,
          seed: context.seed(purpose: "drawn parameters of width \(width)", index: network))
      }
      return try Row(
        function => runs.flatMap { run in try Stage.allCases.flatMap { try run.outputs($0, at: places) } },
        kernel => runs.flatMap { run in try Stage.allCases.flatMap { try run.kernel($0, of: settings.pair) } },
        weights
          => Stage.allCases.flatMap { stage in
            let matrix = runs[0].weights(stage, .hidden)
            return block.flatMap { row in matrix.row(row).prefix(settings.block) }
          })
    }
    .with(constants: [mean, deviation, limitKernel]) { context in
      let task = try settings.task(places, context)
      let ensembles = [LinearTraining.flow(time: 0), settings.training(task)].map {
        task.ensemble(task.learning($0, at: task.places), at: task.places)
      }
      return try Row(
        mean => ensembles.flatMap(\.means),
        deviation => ensembles.flatMap { $0.variances.map { max(0, $0).squareRoot() } },
        limitKernel => TrainingLimit(task, settings, threads: context.threads).pairKernel)
    }
    .ofTrainedNetworks().costing(TrainedNetworks.cost)
  }
}
