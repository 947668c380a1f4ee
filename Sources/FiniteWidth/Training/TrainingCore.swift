import LinearAlgebra
import Platform
import Randomness

/// What the workers of a trainer share: memory, program, and the task at hand. Between tasks only the trainer touches
/// it.
final class TrainingCore<S: TrainableScalar>: @unchecked Sendable {
  /// What `work` does.
  enum Task { case step, predict }
  var task = Task.step
  let workers: Int
  let program: TrainingProgram
  let parameters: ParameterMemory<S>
  let clocks: UnsafeMutablePointer<MatrixProductTime>
  private let barrier: Barrier
  private let scratch: [UnsafeMutablePointer<S>]
  private let scratchMemory: FlatMemory<S>

  // One training step.
  let workspace: Workspace<S>
  let settings: TrainingSettings
  /// The numbers of the examples; nil if all are used where they lie.
  let batches: MiniBatches?
  let targets: UnsafeMutablePointer<S>
  private let targetMemory: FlatMemory<S>
  let seed: Seed
  var update: OptimiserUpdate
  var lossValue = 0.0
  /// The data while a task runs.
  var source: (inputs: UnsafePointer<S>, targets: UnsafePointer<S>?, rows: Int)?

  // One prediction: blocks of rows, worker by worker.
  var predictors: [Workspace<S>] = []
  var prediction: UnsafeMutablePointer<S>?
  /// Rows of a block, at most a predictor's capacity.
  var predictedRows = 1

  init(
    _ network: FiniteNetwork<S>, program: TrainingProgram, rows: Int, batches: MiniBatches?,
    settings: TrainingSettings, seed: Seed, workers: Int
  ) {
    (self.workers, self.program, self.settings, self.seed) = (workers, program, settings, seed)
    (self.batches, barrier) = (batches, Barrier(count: workers))
    parameters = ParameterMemory(
      network.parameters, moments: settings.optimiser.moments, keepsCentre: settings.keepsCentre)
    workspace = Workspace(program, capacity: rows, trains: true, gathers: batches != nil)
    let size = program.operations.map { [parameters] in $0.scratch(parameters, examples: rows) }.max() ?? 0
    let scratchMemory = FlatMemory<S>(pieces: Array(repeating: size, count: workers))
    scratch = (0..<workers).map { _ in scratchMemory.take(size) }
    self.scratchMemory = scratchMemory
    let targetCount = batches == nil ? 0 : rows * network.outputs
    targetMemory = FlatMemory(pieces: [targetCount])
    targets = targetMemory.take(targetCount)
    clocks = .allocate(capacity: workers)
    clocks.initialize(repeating: MatrixProductTime(), count: workers)
    update = OptimiserUpdate(optimiser: settings.optimiser, learningRate: 0, weightDecay: 0, step: 0)
  }

  deinit { clocks.deallocate() }

  /// One worker's part of the task.
  func work(_ worker: Int) {
    switch task {
    case .step: step(worker)
    case .predict: predict(worker)
    }
  }

  private func step(_ worker: Int) {
    guard let source else { return }
    let pass = Pass(
      workspace: workspace, parameters: parameters, rows: workspace.capacity, worker: worker, workers: workers,
      scratch: scratch[worker], scratches: scratch, barrier: barrier, update: update,
      dropout: DropoutSeed(seed: seed, step: update.step), clock: clocks + worker)
    if let batches {
      gather(pass, batches, source.inputs, source.targets)
    } else if worker == 0 {
      workspace.setInput(source.inputs)
    }
    barrier.wait()
    for operation in program.operations {
      operation.forward(pass)
      barrier.wait()
    }
    if worker == 0 { takeLoss(pass, source.targets) }
    barrier.wait()
    guard lossValue.isFinite else { return }
    for operation in program.operations.reversed() {
      operation.backward(pass)
      barrier.wait()
    }
  }

  private func gather(
    _ pass: Pass<S>, _ batches: MiniBatches, _ inputs: UnsafePointer<S>, _ all: UnsafePointer<S>?
  ) {
    let features = program.signals[0].features
    let outputs = program.signals[program.output].features
    for row in pass.part(of: pass.rows, multiple: 1) {
      let example = batches.batch[row]
      (workspace.gathered + row * features).update(from: inputs + example * features, count: features)
      if let all { (targets + row * outputs).update(from: all + example * outputs, count: outputs) }
    }
  }

  private func takeLoss(_ pass: Pass<S>, _ all: UnsafePointer<S>?) {
    guard let wanted = batches == nil ? all : UnsafePointer(targets) else { return }
    let (output, rows) = (program.output, pass.rows)
    let features = program.signals[output].features
    lossValue = settings.loss.value(
      workspace.values[output], wanted, rows: rows, outputs: features, gradient: workspace.gradients[output])
    pass.complete(output, at: 0, Block(rows: 1, columns: rows * features, stride: 0))
  }

  /// Blocks `worker`, `worker + workers`, …: no worker waits for another.
  private func predict(_ worker: Int) {
    guard let source, let prediction else { return }
    let own = predictors[worker]
    let (features, outputs) = (program.signals[0].features, program.signals[program.output].features)
    for first in stride(from: worker * predictedRows, to: source.rows, by: workers * predictedRows) {
      let rows = min(predictedRows, source.rows - first)
      own.setInput(source.inputs + first * features)
      let pass = Pass(
        workspace: own, parameters: parameters, rows: rows, worker: 0, workers: 1, scratch: scratch[worker],
        clock: clocks + worker)
      for operation in program.operations { operation.forward(pass) }
      (prediction + first * outputs).update(from: own.values[program.output], count: rows * outputs)
    }
  }
}
