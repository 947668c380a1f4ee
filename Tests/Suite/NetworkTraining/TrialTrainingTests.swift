import Architectures
import FiniteWidth
import Foundation
import LinearAlgebra
import Randomness
import Results
import Suite
import Testing
import TestSupport
import Work

@Suite struct TrialTrainingTests {
  /// Ten clouds that overlap, so that training goes on for a while.
  private static func clouds(_ n: Int, _ purpose: String) -> ImageRegression {
    var generator = CounterBasedGenerator(seed: Seed(root: 0, experiment: "tests", purpose: purpose))
    var x = Matrix<Float>(rows: n, columns: 10)
    var y = Matrix<Float>(rows: n, columns: 10, repeating: -0.1)
    for i in 0..<n {
      for j in 0..<10 { x[i, j] = Float(generator.normal() * 0.3 + (i % 10 == j ? 1 : 0)) }
      y[i, i % 10] = 0.9
    }
    return ImageRegression(inputs: x, targets: y)
  }

  private static let images = (training: clouds(70, "training"), validation: clouds(100, "validation"))
  private static let test = clouds(200, "test")
  private static let rungs = [30, 60, 110].map {
    StoppingRule(steps: $0, interval: 10, patience: 20, validationImages: 100)
  }

  private static let seed = Seed(root: 0, experiment: "tests", purpose: "trial")

  private static func network(width: Int) throws -> FiniteNetwork<Float> {
    try Architecture.fullyConnected(
      depth: 2, nonlinearity: .relu, weightVariance: 2, biasVariance: 0.1
    ).finiteWidth(width, outputs: 10, inputs: 10, seed: seed, as: Float.self)
  }

  private static func training(
    rate: Double = 1e-2, optimiser: Optimiser = .adam(), loss: Loss = .meanSquaredError, width: Int = 30
  ) throws -> TrialTraining {
    try TrialTraining(
      network(width: width), on: images.training,
      settings: TrainingSettings(
        loss: loss, optimiser: optimiser, learningRate: .constant(rate), weightDecay: 1e-4, batchSize: 16),
      seed: seed, threads: 1)
  }

  private final class Run: Sendable {
    let scratch: ScratchFolder
    let transcript = Transcript()
    let context: RunContext

    init(identity: String = "run", folder: ScratchFolder? = nil) throws {
      scratch = try folder ?? ScratchFolder()
      let progress = transcript.progress(.quiet)
      context = RunContext(
        experiment: "tests", settings: RunSettings(tier: .quick, results: scratch.url, rootSeed: 0, threads: 1),
        progress: progress, interruption: Interruption(),
        library: DatasetLibrary(directory: nil, proceduralDirectory: scratch.url, progress: progress),
        checkpoints: CheckpointFolder(scratch.file("checkpoints"), identity: identity, progress: progress)
      ) { throw SweepFailure.layout(group: $0.group, detail: "there is none") }
    }

    var checkpoints: CheckpointFolder { get throws { try #require(context.checkpoints) } }
    var file: URL { get throws { try checkpoints.file(of: "a trial") } }

    /// The end of a rung, from the checkpoint if there is one; saved.
    func climb(to rung: Int, _ training: TrialTraining) throws -> TrialTraining {
      try training.climb(
        TrialTrainingTests.rungs[...rung], validation: images.validation, trial: "a trial", context: context)
      try checkpoints.save(training, "a trial", rung: rung, threads: 1)
      return training
    }
  }

  private static func isSame(_ a: TrialTraining, _ b: TrialTraining) throws -> Bool {
    let (one, other) = (try a.evaluateBest(on: test), try b.evaluateBest(on: test))
    let (least, otherLeast) = (try a.evaluateLeastError(on: test), try b.evaluateLeastError(on: test))
    return a.progress == b.progress && one == other && one != nil && least == otherLeast && least != nil
  }

  /// Accuracy and squared error are best at steps of their own; each has its parameters.
  @Test func theLowestErrorHasItsOwnParameters() throws {
    let training = try Self.training(rate: 5e-2)
    try training.run(
      under: StoppingRule(steps: 400, interval: 10, patience: 40, validationImages: 100),
      validation: Self.images.validation)
    let progress = training.progress
    #expect(progress.bestStep != progress.leastErrorStep)
    #expect(progress.leastError ?? .nan < progress.squaredError ?? .nan)
    let best = try #require(try training.evaluateBest(on: Self.images.validation))
    let least = try #require(try training.evaluateLeastError(on: Self.images.validation))
    #expect(best.accuracy == progress.accuracy && best.meanSquaredError == progress.squaredError)
    #expect(least.meanSquaredError == progress.leastError)
  }

  /// Stopped at every rung, each time made anew from its checkpoint.
  @Test func aTrialThatWaitedAtEveryRungIsTheOneThatDidNot() throws {
    let whole = try Self.training()
    for rule in Self.rungs { try whole.run(under: rule, validation: Self.images.validation) }
    #expect(whole.progress.steps == 110 && whole.progress.accuracy ?? 0 > 0.5)

    let run = try Run()
    _ = try run.climb(to: 0, Self.training())
    _ = try run.climb(to: 1, Self.training())
    // The test is made of the best step's parameters and changes nothing.
    let last = try Self.training()
    try last.climb(
      Self.rungs[...], validation: Self.images.validation, trial: "a trial", context: run.context)
    #expect(try Self.isSame(last, whole))
    #expect(run.transcript.text.isEmpty)
  }

  /// The checkpoint is cut short, one of its bytes is another, it is empty, of another run, or gone: one line, and the
  /// same numbers.
  @Test(arguments: ["cut", "changed", "empty", "other run", "gone"])
  func withoutItsCheckpointATrialIsTrainedAgain(_ damage: String) throws {
    let run = try Run()
    for rung in 0...1 { _ = try run.climb(to: rung, Self.training()) }
    let whole = try Run().climb(to: 2, Self.training())
    var next = run
    var data = try Data(contentsOf: run.file)
    switch damage {
    case "cut": try data.dropLast(100).write(to: run.file)
    case "changed":
      data[data.count / 2] ^= 1
      try data.write(to: run.file)
    case "empty": try Data().write(to: run.file)
    case "gone": try FileManager.default.removeItem(at: run.file)
    default: next = try Run(identity: "other", folder: run.scratch)
    }
    let again = try next.climb(to: 2, Self.training())
    #expect(try Self.isSame(again, whole))
    let lines = next.transcript.text.split(separator: "\n")
    #expect(lines.count == 1)
    let reason =
      ["other run": "is of another run or program", "gone": "is not there"][damage] ?? "is cut short or damaged"
    #expect(lines.first?.hasSuffix("a-trial.checkpoint: \(reason); trains a trial again from its beginning") == true)
    // The new one is whole.
    #expect(try Self.isSame(next.climb(to: 2, Self.training()), whole))
    #expect(next.transcript.text.split(separator: "\n").count == 1)
  }

  /// A rung that looks at fewer images than there are gives what it would give if there were no more, whether the trial
  /// goes on from its checkpoint or is trained again.
  @Test func everyRungLooksAtItsOwnValidationImages() throws {
    let validation = Self.images.validation
    let few = validation.first(30)
    #expect(few.count == 30 && few.targets[29, 9] == 0.9)
    #expect(validation.first(101).count == 100)
    let rungs = [(30, 30), (60, 100)].map {
      StoppingRule(steps: $0, interval: 10, patience: 20, validationImages: $1)
    }
    let (run, first) = (try Run(), try Self.training())
    try first.climb(rungs[...0], validation: validation, trial: nil, context: run.context)
    let alone = try Self.training()
    try alone.run(under: rungs[0], validation: few)
    #expect(first.progress == alone.progress)
    try run.checkpoints.save(first, "a trial", rung: 0, threads: 1)
    let (waited, again) = (try Self.training(), try Self.training())
    try waited.climb(rungs[...], validation: validation, trial: "a trial", context: run.context)
    try again.climb(rungs[...], validation: validation, trial: nil, context: run.context)
    #expect(try Self.isSame(waited, again))
    #expect(run.transcript.text.isEmpty)
  }

  @Test func aFolderThatCannotBeMadeCostsTheCheckpointAlone() throws {
    let run = try Run()
    try Data().write(to: run.scratch.file("checkpoints"))
    let training = try run.climb(to: 0, Self.training())
    #expect(training.progress.steps == 30)
    #expect(run.transcript.text.hasPrefix("Warning: a trial goes on without a checkpoint: "))
    #expect(run.transcript.text.split(separator: "\n").count == 1)
  }

  @Test func aTrialWhoseLossIsNotANumberEndsThere() throws {
    let training = try Self.training(rate: 1e8, optimiser: .gradientDescent)
    try training.climb(
      Self.rungs[...], validation: Self.images.validation, trial: "a trial", context: Run().context)
    #expect(training.progress.end == .diverged)
    #expect(training.progress.divergedStep > 0 && training.progress.steps < 30)
    #expect(try training.evaluateBest(on: Self.test) == nil)
  }

  /// At a rate of 0 it guesses: after the first rung it takes no step.
  @Test func aTrialThatGuessesEndsAtItsFirstRung() throws {
    let training = try Self.training(rate: 0)
    try training.climb(
      Self.rungs[...], validation: Self.images.validation, trial: "a trial", context: Run().context)
    #expect(training.progress.end == .atChance)
    #expect(training.progress.steps == 30)
    #expect(try training.evaluateBest(on: Self.test) != nil)
  }

  /// Training fits and what a trial keeps beside it does not: said before anything is taken.
  @Test func aWidthThatFitsTrainingAloneDoesNotFitATrial() throws {
    let (images, network) = (Self.images.training, try Self.network(width: 30))
    let settings = TrainingSettings(
      loss: .meanSquaredError, optimiser: .adam(), learningRate: .constant(1e-2), batchSize: 16)
    func train(memory: UInt64) throws {
      _ = try Trainer(
        network, inputs: images.inputs, targets: images.targets, settings: settings, seed: Self.seed, threads: 1,
        copiesBeside: 0, memory: memory)
    }
    func trial(memory: UInt64) throws {
      _ = try TrialTraining(
        network, on: images, settings: settings, seed: Self.seed, threads: 1, memory: memory)
    }
    func needs(_ body: (UInt64) throws -> Void) throws -> UInt64 {
      let failure = #expect(throws: FiniteWidthFailure.self) { try body(0) }
      guard case .doesNotFit(let bytes, available: 0) = failure else { return 0 }
      return UInt64(bytes)
    }
    let (alone, whole) = (try needs(train), try needs(trial))
    // Two that did best, the present one; a checkpoint of them and of parameters and two moments.
    let parameters = network.parameters.reduce(0) { $0 + $1.weights.elements.count + $1.biases.count }
    let copies = 3 + 5
    #expect(whole - alone == UInt64(copies * 4 * parameters))
    try train(memory: alone)
    try trial(memory: whole)
    let failure = #expect(throws: FiniteWidthFailure.self) { try trial(memory: whole - 1) }
    #expect(failure?.exitStatus == .doesNotFit)
    #expect(failure?.message.contains("choose a smaller width") == true)
    #expect(failure?.message.contains("\n") == false)
  }

  @Test func aWidthThatDoesNotFitSaysSoInOneLine() throws {
    let failure = #expect(throws: FiniteWidthFailure.self) { try Self.training(width: 4_000_000) }
    #expect(failure?.exitStatus == .doesNotFit)
    #expect(failure?.message.contains("choose a smaller width") == true)
    #expect(failure?.message.contains("\n") == false)
  }
}
