import Foundation
import LinearAlgebra
import Platform
import Randomness

/// Trains a finite network, one step at a time.
///
/// All memory is taken when the trainer is made; a step allocates nothing. Every matrix product is a BLAS call of one
/// thread on a part of the matrices, so that a worker's bias, activation, derivative and optimiser loops follow its own
/// products without waiting for the others. The same seed, data and thread count give the same bits.
///
/// ```swift
/// let trainer = try Trainer(
///   network, inputs: x, targets: y,
///   settings: TrainingSettings(
///     loss: .meanSquaredError, optimiser: .adam(), learningRate: .constant(1e-3), batchSize: 64),
///   seed: seed)
/// trainer.run(steps: 1000)
/// ```
public final class Trainer<S: TrainableScalar> {
  public let settings: TrainingSettings
  public private(set) var stepsTaken = 0
  public private(set) var status = TrainingStatus.running
  /// The loss of the last step's examples before that step's change, without the penalty of weight decay; not a number
  /// before the first step.
  public private(set) var lastLoss = Double.nan
  private let start: FiniteNetwork<S>
  private let inputs: Matrix<S>
  private let targets: Matrix<S>
  let core: TrainingCore<S>
  private let team: WorkerTeam

  /// - Parameters:
  ///   - network: where training starts; its parameterisation says what the parameters are.
  ///   - inputs: [n, inputs].
  ///   - targets: [n, outputs].
  ///   - seed: of the mini-batches and of dropout.
  ///   - threads: nil takes all cores, or one if a step is too small to share.
  /// - Throws: `NonlinearityFailure.discontinuous` of a φ that jumps; `FiniteWidthFailure` for shapes that do not fit,
  ///   settings without a meaning, a network without trained parameters, no examples, or memory that this machine
  ///   lacks.
  public convenience init(
    _ network: FiniteNetwork<S>, inputs: Matrix<S>, targets: Matrix<S>, settings: TrainingSettings, seed: Seed,
    threads: Int? = nil
  ) throws {
    try self.init(
      network, inputs: inputs, targets: targets, settings: settings, seed: seed, threads: threads, copiesBeside: 0,
      memory: ProcessInfo.processInfo.physicalMemory)
  }

  /// - Parameters:
  ///   - copiesBeside: copies of the parameters that the caller will keep: they have to fit with what is taken here.
  ///   - memory: of this machine, in bytes.
  package init(
    _ network: FiniteNetwork<S>, inputs: Matrix<S>, targets: Matrix<S>, settings: TrainingSettings, seed: Seed,
    threads: Int?, copiesBeside: Int, memory: UInt64
  ) throws {
    try settings.validate()
    try Self.check(network, inputs, targets)
    let rows = min(settings.batchSize ?? inputs.rows, inputs.rows)
    let program = TrainingProgram(
      steps: network.steps, inputs: network.inputs,
      layers: network.parameters.map { ($0.weights.columns, $0.weightMetric > 0 || $0.biasMetric > 0) })
    let parameters = network.parameters.reduce(0) { $0 + $1.weights.elements.count + $1.biases.count }
    // Four million operations take one core 50 µs, a meeting of all workers one or two.
    let isSmall = 6 * Double(rows) * network.multiplications < 4e6
    let workers = ThreadLimit.allowing(threads ?? (isSmall ? 1 : Device.current.threads))
    // The network that training begins with stays beside the parameters that change.
    let kept = 2 + settings.optimiser.moments + (settings.keepsCentre ? 1 : 0) + copiesBeside
    let predicted = min(Self.mostPredicted, Self.largestBlock(program)) * Workspace<S>.size(program, trains: false)
    let numbers = kept * parameters + rows * Workspace<S>.size(program, trains: true) + workers * predicted
    let bytes = Double(numbers * MemoryLayout<S>.stride)
    guard bytes <= Double(memory) else { throw FiniteWidthFailure.doesNotFit(bytes: bytes, available: memory) }
    let core = TrainingCore(
      network, program: program, rows: rows,
      batches: rows < inputs.rows ? MiniBatches(of: inputs.rows, size: rows, seed: seed) : nil, settings: settings,
      seed: seed, workers: workers)
    (self.settings, self.inputs, self.targets, self.core) = (settings, inputs, targets, core)
    start = network
    team = WorkerTeam(count: workers) { worker in core.work(worker) }
  }

  private static func check(_ network: FiniteNetwork<S>, _ inputs: Matrix<S>, _ targets: Matrix<S>) throws {
    guard inputs.columns == network.inputs else {
      throw FiniteWidthFailure.wrongInputs(expected: network.inputs, found: inputs.columns)
    }
    guard targets.rows == inputs.rows, targets.columns == network.outputs else {
      throw FiniteWidthFailure.wrongTargets(
        expected: [inputs.rows, network.outputs], found: [targets.rows, targets.columns])
    }
    guard inputs.rows > 0 else { throw FiniteWidthFailure.noExamples }
    try network.steps.checkContinuity()
    guard network.parameters.contains(where: { $0.weightMetric > 0 || $0.biasMetric > 0 }) else {
      throw FiniteWidthFailure.nothingToTrain
    }
  }

  /// Examples of a step.
  public var batchSize: Int { core.workspace.capacity }

  /// How often each example has been used, on average.
  public var epochs: Double { Double(stepsTaken * batchSize) / Double(inputs.rows) }

  /// η of the next step.
  public var learningRate: Double { settings.learningRate.rate(at: stepsTaken) }

  /// The network with its present parameters.
  public var network: FiniteNetwork<S> { core.parameters.written(to: start) }

  /// Puts these parameters in place of the present ones, for example those of an earlier step that did best; what the
  /// optimiser keeps of the steps taken stays.
  ///
  /// - Precondition: the network has the shape of the one that training began with.
  public func setParameters(of network: FiniteNetwork<S>) {
    precondition(
      network.parameters.map(\.weights.rows) == start.parameters.map(\.weights.rows)
        && network.parameters.map(\.weights.columns) == start.parameters.map(\.weights.columns),
      "parameters go into a network of their own shape")
    core.parameters.read(from: network)
  }

  /// Takes over what a state says beside its numbers.
  func resume(after state: TrainingState<S>) {
    (stepsTaken, status, lastLoss) = (state.stepsTaken, state.status, state.lastLoss)
  }

  /// What matrix products took since the trainer was made, in training and prediction.
  public var matrixProductTime: MatrixProductTime {
    var sum = MatrixProductTime()
    for worker in 0..<core.workers {
      sum.seconds += core.clocks[worker].seconds
      sum.operations += core.clocks[worker].operations
    }
    return sum
  }

  /// One step of the optimiser; none if the run has diverged.
  ///
  /// - Complexity: about 6 × examples × parameters operations, each parameter of a convolution once a position, and one
  ///   pass over parameters and moments.
  @discardableResult
  public func step() -> TrainingStatus {
    guard status == .running else { return status }
    core.task = .step
    core.update = OptimiserUpdate(
      optimiser: settings.optimiser, learningRate: learningRate, weightDecay: settings.weightDecay,
      step: stepsTaken + 1)
    core.batches?.advance()
    inputs.elements.withUnsafeBufferPointer { x in
      targets.elements.withUnsafeBufferPointer { y in
        guard let x = x.baseAddress, let y = y.baseAddress else { return }
        core.source = (x, y, inputs.rows)
        team.run()
      }
    }
    lastLoss = core.lossValue
    if lastLoss.isFinite {
      stepsTaken += 1
    } else {
      status = .diverged(step: stepsTaken + 1)
    }
    return status
  }

  /// Up to `steps` more steps, fewer if the run diverges.
  @discardableResult
  public func run(steps: Int) -> TrainingStatus { run(steps: steps, every: .max) { _ in true } }

  /// Up to `steps` more steps, fewer if the run diverges or the hook ends it.
  ///
  /// - Parameters:
  ///   - interval: the hook is called whenever `stepsTaken` is a multiple of it.
  ///   - hook: sees the trainer, for example to evaluate it; false ends the run.
  @discardableResult
  public func run(
    steps: Int, every interval: Int, _ hook: (Trainer<S>) throws -> Bool
  ) rethrows -> TrainingStatus {
    for _ in 0..<max(0, steps) {
      guard step() == .running else { return status }
      if stepsTaken.isMultiple(of: interval), try !hook(self) { return status }
    }
    return status
  }
}

extension Trainer {
  /// The most rows of a block of predictions.
  private static var mostPredicted: Int { 1024 }

  /// The most rows for which the signals of a block, all layers of them, take at most 128 MB in single precision.
  private static func largestBlock(_ program: TrainingProgram) -> Int {
    max(1, (1 << 25) / Workspace<S>.size(program, trains: false))
  }

  /// f for each of the inputs [n, inputs], nothing dropped: [n, outputs].
  ///
  /// - Throws: `FiniteWidthFailure.wrongInputs`.
  /// - Complexity: a third of a step's operations an input, in blocks of up to 1,024 rows a worker.
  public func outputs(for inputs: Matrix<S>) throws -> Matrix<S> {
    guard inputs.columns == start.inputs else {
      throw FiniteWidthFailure.wrongInputs(expected: start.inputs, found: inputs.columns)
    }
    let share = (inputs.rows + core.workers - 1) / core.workers
    let wanted = min(Self.largestBlock(core.program), max(16, min(Self.mostPredicted, (share + 15) / 16 * 16)))
    if (core.predictors.first?.capacity ?? 0) < wanted {
      core.predictors = (0..<core.workers).map { _ in
        Workspace(core.program, capacity: wanted, trains: false, gathers: false)
      }
    }
    (core.task, core.predictedRows) = (.predict, wanted)
    return Matrix(rows: inputs.rows, columns: start.outputs) { result in
      inputs.elements.withUnsafeBufferPointer { x in
        guard let x = x.baseAddress, let result = result.baseAddress else { return }
        core.source = (x, nil, inputs.rows)
        core.prediction = result
        team.run()
      }
    }
  }

  /// - Parameter targets: [n, outputs].
  /// - Throws: `FiniteWidthFailure` for shapes that do not fit.
  public func evaluate(_ inputs: Matrix<S>, _ targets: Matrix<S>) throws -> Evaluation {
    guard targets.rows == inputs.rows, targets.columns == start.outputs else {
      throw FiniteWidthFailure.wrongTargets(
        expected: [inputs.rows, start.outputs], found: [targets.rows, targets.columns])
    }
    return Evaluation(outputs: try outputs(for: inputs), targets: targets)
  }
}
