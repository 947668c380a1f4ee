import Failures
import Foundation
import Platform
import Randomness
import Results
import Synchronization
import Work

/// Runs one experiment at one tier: what is missing and nothing else.
public struct Runner: Sendable {
  /// How a run ended that did not fail.
  public enum Outcome: Sendable, Equatable {
    /// Everything was there.
    case alreadyComplete
    /// These many cells were computed, in these many seconds.
    case completed(cells: Int, seconds: Double)
    /// The sweeps that were asked for are complete, and these many cells of others are left: the file is unfinished.
    case partly(cells: Int, left: Int)
  }

  public let settings: RunSettings
  private let library: DatasetLibrary
  private let progress: ProgressDisplay
  private let interruption: Interruption
  private let program: Program
  private let machine: @Sendable () -> Machine

  /// - Parameter program: what computes the cells; nil: this program.
  public init(
    settings: RunSettings, library: DatasetLibrary, progress: ProgressDisplay, interruption: Interruption,
    program: Program? = nil, machine: @escaping @Sendable () -> Machine = Machine.current
  ) {
    (self.settings, self.library, self.progress) = (settings, library, progress)
    (self.interruption, self.machine) = (interruption, machine)
    self.program = program ?? .current(threads: settings.threads)
  }

  /// Refuses what is not in the tier or does not fit this machine. Nothing is read or written; results that are there
  /// ask for nothing more. Sweeps and rows are chosen as for `run`.
  public func checkCost(of experiment: any Experiment, only: [String] = [], rows: [String] = []) throws {
    let plan = try experiment.plan(settings.tier)
    let destination = settings.resultsURL(of: experiment.id)
    guard experiment.source == nil, !FileManager.default.fileExists(atPath: destination.path) else { return }
    try check(plan.cost(of: only, rows: rows, by: experiment), of: experiment)
  }

  private func check(_ cost: Cost, of experiment: any Experiment) throws {
    let destination = settings.resultsURL(of: experiment.id)
    let disk = Machine.availableDiskBytes(at: settings.tierDirectory)
    let partial = try? FileManager.default.attributesOfItem(atPath: destination.path + ".partial")
    try CostCheck(machine: machine(), availableDiskBytes: disk)
      .check(
        cost, experiment: experiment.id,
        existingBytes: (partial?[.size] as? Int ?? 0) + CheckpointFolder.bytes(beside: destination))
  }

  /// Computes the cells that are missing, sweep by sweep, and gives the file its final name. A view has none.
  ///
  /// A file of another identity is set aside, and so is one whose cells another program computed if this one gives
  /// other numbers (`Probe`).
  ///
  /// - Parameters:
  ///   - fresh: whether a file that could be continued is set aside, too.
  ///   - only, rows: the sweeps to compute, by their groups, and the cells, by their axis `row`; empty: all.
  /// - Throws: `SuiteFailure.interrupted` after the cell in work if that was asked for; the error of a cell; the lock
  ///   of another run; whatever keeps the results from being written. What was computed stays for the next run.
  public func run(
    _ experiment: any Experiment, fresh: Bool = false, only: [String] = [], rows: [String] = []
  ) throws -> Outcome {
    try checkCost(of: experiment, only: only, rows: rows)
    guard experiment.source == nil else { return .alreadyComplete }
    let begin = Date.now
    let plan = try experiment.plan(settings.tier)
    let chosen = try plan.sweeps(named: only, rows: rows, experiment: experiment.id)
    let cost = try plan.cost(of: only, rows: rows, by: experiment)
    var provenance = try Provenance(
      of: experiment, plan, settings: settings, library: library, program: program)
    // Before anything is set aside: results that are there and fit ask for nothing.
    if fresh || !isThere(experiment, provenance) { try check(cost, of: experiment) }
    let file = try current(experiment, plan, cost, provenance, fresh: fresh) ?? open(experiment, plan, provenance)
    let context = try context(of: experiment, plan, file, RunIdentity(provenance))
    // What waits for a run that is over, or was set aside, waits for nothing.
    if file.isFinished || file.isEmpty { context.checkpoints?.removeAll() }
    guard !file.isFinished else { return .alreadyComplete }
    try check(cost, of: experiment)
    if cost.isWorthStating {
      progress.note("\(experiment.id): needs about \(cost.statement) on two cores")
    }

    for sweep in chosen {
      guard let row = try sweep.constants?(context) else { continue }
      try file.writeConstants(group: sweep.layout.group, row.values)
    }
    let cells = try compute(chosen, rows, of: experiment, plan, into: file, context)
    let left = plan.sweeps.reduce(0) { $0 + file.pendingCells(group: $1.layout.group).count }
    if chosen.count < plan.sweeps.count || !rows.isEmpty, left > 0 { return .partly(cells: cells, left: left) }
    try provenance.summarise(plan.layouts, of: ResultsFile(file.url, isOwn: true))
    try file.finish(provenance)
    context.checkpoints?.removeAll()
    return .completed(cells: cells, seconds: Date.now.timeIntervalSince(begin))
  }

  /// The file to go on with; nil if what was there had to be set aside.
  private func current(
    _ experiment: any Experiment, _ plan: ExperimentPlan, _ cost: Cost, _ provenance: Provenance, fresh: Bool
  ) throws -> SweepFile? {
    let file = try open(experiment, plan, provenance)
    if file.isEmpty { return file }
    guard let reason = try fresh ? "asked for anew" : reasonAgainst(file, experiment, plan, cost, .init(provenance))
    else { return file }
    let url = file.url
    let names = try file.setAside()
    if !names.isEmpty {
      progress.warn("\(url.relativePath): \(reason); set aside as \(names.joined(separator: " and "))")
    }
    return nil
  }

  /// Whether there is a finished file of the identity that a run would have now.
  private func isThere(_ experiment: any Experiment, _ provenance: Provenance) -> Bool {
    let stored = try? ResultsFile(settings.resultsURL(of: experiment.id)).identity
    return stored?.difference(from: RunIdentity(provenance)) == nil && stored != nil
  }

  private func open(
    _ experiment: any Experiment, _ plan: ExperimentPlan, _ provenance: Provenance
  ) throws -> SweepFile {
    let file = try SweepFile(
      destination: settings.resultsURL(of: experiment.id), layouts: plan.layouts, provenance: provenance)
    file.notices.forEach(progress.note)
    return file
  }

  private func context(
    of experiment: any Experiment, _ plan: ExperimentPlan, _ file: SweepFile, _ identity: RunIdentity,
    keepsTrials: Bool = true
  ) throws -> RunContext {
    let layouts = Dictionary(uniqueKeysWithValues: plan.layouts.map { ($0.group, $0) })
    return RunContext(
      experiment: experiment.id, settings: settings, progress: progress, interruption: interruption,
      library: library, checkpoints: keepsTrials ? try checkpoints(of: experiment, identity) : nil
    ) { name in
      guard let layout = layouts[name.group] else {
        throw SweepFailure.layout(group: name.group, detail: "there is no such sweep")
      }
      return Table(try ResultsFile(file.url, isOwn: true), layout)
    }
  }

  /// Where the trials of a search wait for its next rung: files of this run and this program alone.
  private func checkpoints(of experiment: any Experiment, _ identity: RunIdentity) throws -> CheckpointFolder {
    // What is not known of a program is not the same as that of another one.
    let executable = program.executable.isEmpty ? UUID().uuidString : program.executable
    var hash = SHA256()
    for part in [try SettingsRecord(identity).text, executable, program.blasCore] {
      hash.update(Array((part + "\n").utf8))
    }
    return CheckpointFolder(
      .checkpoints(beside: settings.resultsURL(of: experiment.id)), identity: hash.digest().hexadecimal,
      progress: progress)
  }

  /// Why the cells that another program left cannot be continued; nil: they can.
  private func reasonAgainst(
    _ file: SweepFile, _ experiment: any Experiment, _ plan: ExperimentPlan, _ cost: Cost, _ identity: RunIdentity
  ) throws -> String? {
    // What is computed to be compared takes no waiting trial's place.
    let context = try context(of: experiment, plan, file, identity, keepsTrials: false)
    let probe = Probe(own: program) { point in
      if interruption.isRequested { throw SuiteFailure.interrupted(experiment: experiment.id, left: 1) }
      try check(cost, of: experiment)
      progress.note("\(experiment.id): computes \(point) again, which another program computed")
    } compute: { sweep, point in
      try row(of: sweep, at: point, sweep.isForOneCore(point) ? context.onOneCore : context)
    } constants: { sweep in
      try sweep.constants.map { constants in try Device(threads: settings.threads).run { try constants(context) } }
    }
    let (wasNeeded, mismatch) = try probe.mismatch(in: file, of: plan.sweeps)
    if let mismatch {
      return "\(mismatch.place): \(mismatch.difference), as \(mismatch.program.title) had it"
    }
    if wasNeeded { try file.confirm() }
    return nil
  }

  /// Computes what is pending; gives the number of cells.
  private func compute(
    _ sweeps: [Sweep], _ rows: [String], of experiment: any Experiment, _ plan: ExperimentPlan, into file: SweepFile,
    _ context: RunContext
  ) throws -> Int {
    let stages = try RunStage.of(sweeps, rows: rows, pending: file.pendingCells)
    let weights = try stages.flatMap { stage in try stage.points.map { try stage.sweep.cost($0) } }
    let whole = try plan.sweeps.reduce(0) { sum, sweep in
      try sweep.layout.points.reduce(sum) { try $0 + sweep.cost($1) }
    }
    let share = whole > 0 ? weights.reduce(0, +) / whole : 1
    let done = Atomic<Int>(0)
    try progress.following(
      title: experiment.id, weights: weights, declaredSeconds: plan.cost.seconds * share
    ) { advance in
      for stage in stages {
        let context = stage.isForOneCore ? context.onOneCore : context
        try stage.forEach(threads: settings.threads) { point in
          if interruption.isRequested { return }
          try interruption.finishingOrEnding {
            let context = context.ofOneCell
            let row = try row(of: stage.sweep, at: point, experiment, file, context)
            try file.write(cell: point.cell, group: stage.sweep.layout.group, values: row.values, status: row.status)
            if !rows.isEmpty { progress.note("\(experiment.id): \(point): \(row.values.line)") }
            context.checkpoints?.removeForgotten()
            done.add(1, ordering: .relaxed)
            try advance(stage.sweep.cost(point))
          }
        }
        // Asked for after the last cell it comes too late.
        let left = weights.count - done.load(ordering: .relaxed)
        if interruption.isRequested, left > 0 {
          throw SuiteFailure.interrupted(experiment: experiment.id, left: left)
        }
      }
    }
    return weights.count
  }

  /// Runs one cell of the file. An error that is no outcome leaves the cell marked `failed`, so that a reader of the
  /// unfinished file sees where it stopped, and the next run tries it again.
  private func row(
    of sweep: Sweep, at point: Point, _ experiment: any Experiment, _ file: SweepFile, _ context: RunContext
  ) throws -> Row {
    do {
      return try row(of: sweep, at: point, context)
    } catch let error where !(error is EndRequest.Requested) {
      try file.write(cell: point.cell, group: sweep.layout.group, values: CellValues(), status: .failed)
      throw SuiteFailure.cellFailed(
        experiment: experiment.id, cell: point.description, reason: ErrorDescription(error).message,
        status: ErrorDescription(error).exitStatus)
    }
  }

  /// One cell, or what its error means.
  private func row(of sweep: Sweep, at point: Point, _ context: RunContext) throws -> Row {
    do {
      return try Device(threads: context.threads).run { try sweep.run(point, context) }
    } catch {
      if let expected = sweep.outcome(error, point) { return expected }
      throw error
    }
  }
}
