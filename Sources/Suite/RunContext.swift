import Datasets
import Platform
import Randomness
import Results
import Work

/// What a cell may use beside its indices: data, seeds, threads, and a way to tell how far it is.
public struct RunContext: Sendable {
  public let experiment: String
  public let rootSeed: UInt64
  public private(set) var threads: Int
  public let progress: ProgressDisplay
  public let interruption: Interruption
  /// Where trials wait for the next rung; nil: nothing is kept.
  package private(set) var checkpoints: CheckpointFolder?
  private let library: DatasetLibrary
  private let memory = RecentValues()
  private let readTable: @Sendable (SweepName) throws -> Table

  /// - Parameter table: the table of a sweep of this experiment's own file; without it no sweep is an earlier one.
  public init(
    experiment: String, settings: RunSettings, progress: ProgressDisplay, interruption: Interruption,
    library: DatasetLibrary,
    table: @escaping @Sendable (SweepName) throws -> Table = {
      throw SweepFailure.layout(group: $0.group, detail: "there is no earlier sweep")
    }
  ) {
    self.init(
      experiment: experiment, settings: settings, progress: progress, interruption: interruption, library: library,
      checkpoints: nil, table: table)
  }

  package init(
    experiment: String, settings: RunSettings, progress: ProgressDisplay, interruption: Interruption,
    library: DatasetLibrary, checkpoints: CheckpointFolder?, table: @escaping @Sendable (SweepName) throws -> Table
  ) {
    (readTable, self.checkpoints) = (table, checkpoints)
    (self.experiment, rootSeed, threads) = (experiment, settings.rootSeed, settings.threads)
    (self.progress, self.interruption, self.library) = (progress, interruption, library)
  }

  /// The dataset, read once in a run of the suite and shared by its experiments; procedural images where the real ones
  /// are not there.
  public func dataset(_ name: DatasetDescription) throws -> Dataset { try library.dataset(name) }

  /// The first images of either split, or all where it has fewer.
  package func first(
    _ training: Int, test: Int, of name: DatasetDescription
  ) throws -> (training: LabeledImages, test: LabeledImages) {
    let dataset = try dataset(name)
    func first(_ count: Int, of split: LabeledImages) -> LabeledImages { split.subset(0..<min(count, split.count)) }
    return (first(training, of: dataset.training), first(test, of: dataset.test))
  }

  /// The seed of one purpose, derived from the root seed by hashing and so the same in any order of calls.
  public func seed(purpose: String, index: Int = 0) -> Seed {
    Seed(root: rootSeed, experiment: experiment, purpose: purpose, index: index)
  }

  /// The same on one thread, for a cell that is computed beside others.
  var onOneCore: RunContext {
    var context = self
    context.threads = 1
    return context
  }

  /// The same for one cell: what it has no more use for is removed when it is in the file.
  var ofOneCell: RunContext {
    var context = self
    context.checkpoints = checkpoints?.ofOneCell
    return context
  }

  /// The results of an earlier sweep of this experiment, so that a search can go on with what did best: all its cells
  /// are computed before the first of the next; in a chain of sweeps those with the same values on the chain's axes.
  public func earlier(_ sweep: SweepName) throws -> Table { try readTable(sweep) }

  /// What `value` gives for the place of every depth, each on one core: the deepest first, which take longest.
  package func byDepth<Value: Sendable>(
    _ depths: [Int], _ value: @Sendable (_ place: Int, _ depth: Int) throws -> Value
  ) throws -> [Value] {
    try Parallel.map(count: depths.count, threads: threads) { piece in
      let place = depths.count - 1 - piece
      return try value(place, depths[place])
    }.reversed()
  }

  /// Asked between the parts of a long cell that are kept for another run (`CheckpointFolder.numbers`): a part is worth
  /// finishing, the cell is not.
  ///
  /// - Throws: `EndRequest.Requested` if the end of the run is asked for; never where nothing is kept.
  package func endBetweenParts() throws {
    if checkpoints != nil { try EndRequest { interruption.isRequested }.check() }
  }

  /// Tells how far the named stage of this cell is (0 … 1, or `nil` where that cannot be known).
  public func report(stage: String, fraction: Double? = nil) { progress.report(stage: stage, fraction: fraction) }

  /// `make()`, or what it gave the last time if that was for the same `key`.
  ///
  /// For what neighbouring cells share, such as the correlations of one training subset: one value is kept for each
  /// `name`, so memory does not grow with the sweep. A cell's result must not depend on whether the value was kept.
  public func recent<Value: Sendable>(_ name: String, for key: String, _ make: () throws -> Value) rethrows -> Value {
    try memory.alone(name) {
      if let value = memory.value(name, for: key) as? Value { return value }
      // The former value is let go first, so that two never exist together.
      memory.forget(name)
      let value = try make()
      memory.keep(value, name, for: key)
      return value
    }
  }
}
