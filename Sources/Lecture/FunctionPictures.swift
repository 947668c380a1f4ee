import Inference
import LinearAlgebra
import Platform
import Randomness
import Results
import Suite

/// What is drawn of `DrawnFunctions`: of each ensemble mean, deviation and a few functions.
enum FunctionPictures {
  static let draw = Axis<Int>("draw", "functions that are drawn")
  static let position = Axis<Double>("position", "x")
  static let mean = Column<Double>("mean", over: [position], "mean of the ensemble at infinite width")
  static let deviation = Column<Double>("deviation", over: [position], "its standard deviation")
  static let function = Column<Double>("function", over: [draw, position], "single functions")
  static let observation = Column<Double>("observation", over: [draw, position], "their values with noise")

  static func sweep(_ settings: DrawnFunctions.Settings) -> Sweep {
    let places = LineData.grid(settings.drawnPlaces, end: settings.end)
    return Sweep(
      DrawnFunctions.pictures, cells: [DrawnFunctions.ensemble(FunctionEnsemble.allCases)],
      within: [draw(0..<settings.shown), position(places)], columns: [mean, deviation, function, observation]
    ) { point, context in
      let ensemble = try point[DrawnFunctions.ensemble]
      let task = try settings.task(places, context)
      let moments = task.moments(ensemble)
      let functions = try functions(ensemble, task, context)
      var generator = CounterBasedGenerator(seed: context.seed(purpose: "noise of drawn functions"))
      return Row(
        mean => Array(moments.means[task.line.places]),
        deviation => moments.variances[task.line.places].map { max(0, $0).squareRoot() },
        function => functions.flatMap(\.self),
        observation => functions.flatMap { $0.map { $0 + settings.noise * generator.normal() } })
    }
    .ofTrainedNetworks().costing { try $0[DrawnFunctions.ensemble].isTrained ? 10 : 1 }
  }

  /// At the places that are no inputs, one after another.
  private static func functions(
    _ ensemble: FunctionEnsemble, _ task: FunctionsTask, _ context: RunContext
  ) throws -> [[Double]] {
    let (settings, line) = (task.settings, task.line)
    @Sendable func seed(_ index: Int) -> Seed { context.seed(purpose: "drawn networks", index: index) }
    guard !ensemble.isOfNetworks else {
      return try Parallel.map(count: settings.shown, threads: context.threads) { index in
        guard ensemble.isTrained else {
          let network = try line.network(width: settings.shownWidth, seed: seed(index), as: Float.self)
          let outputs = try network(LineTask.column(line.positions.map(Float.init))).elements
          return outputs.dropFirst(line.count).map(Double.init)
        }
        let run = try task.run(ensemble, width: settings.shownWidth, seed: seed(index))
        return Array(try run.outputs(.after, at: line.positions).dropFirst(line.count))
      }
    }
    var generator = CounterBasedGenerator(seed: context.seed(purpose: "drawn functions"))
    // Places are dense: neighbours are all but the same.
    let prior = try GaussianProcessPrior(covariance: line.covariance, jitter: .absolute(first: 1e-10))
    let starts = prior.draws(settings.shown) { generator.normal() }
    let targets = task.targets(ensemble, functions: settings.shown, noise: context.seed(purpose: "noise of data"))
    let functions = task.conditioned(starts, by: task.learning(ensemble), on: targets)
    return (0..<settings.shown).map { Array(functions.row($0).dropFirst(line.count)) }
  }
}
