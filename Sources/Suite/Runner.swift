import Failures
import Foundation
import LinearAlgebra
import Platform
import Results

/// Runs one experiment at one tier: what is missing and nothing else.
public struct Runner: Sendable {
  /// How a run ended that did not fail.
  public enum Outcome: Sendable, Equatable {
    /// Everything was there.
    case alreadyComplete
    /// These many cells were computed, in these many seconds.
    case completed(cells: Int, seconds: Double)
  }

  public let settings: RunSettings
  private let library: DatasetLibrary
  private let progress: ProgressDisplay
  private let interruption: Interruption
  private let machine: @Sendable () -> Machine

  public init(
    settings: RunSettings, library: DatasetLibrary, progress: ProgressDisplay, interruption: Interruption,
    machine: @escaping @Sendable () -> Machine = Machine.current
  ) {
    (self.settings, self.library, self.progress) = (settings, library, progress)
    (self.interruption, self.machine) = (interruption, machine)
  }

  /// Refuses what is not in the tier or does not fit this machine. Nothing is read or written; results that are there
  /// ask for nothing more.
  public func checkCost(of experiment: any Experiment) throws {
    guard let cost = experiment.cost(settings.tier) else {
      throw SuiteFailure.notInTier(experiment.id, settings.tier, tiers: experiment.tiers)
    }
    let destination = settings.resultsURL(of: experiment.id)
    guard experiment.source == nil, !FileManager.default.fileExists(atPath: destination.path) else { return }
    try check(cost, of: experiment)
  }

  private func check(_ cost: Cost, of experiment: any Experiment) throws {
    let destination = settings.resultsURL(of: experiment.id)
    let disk = Machine.availableDiskBytes(at: settings.tierDirectory)
    let partial = try? FileManager.default.attributesOfItem(atPath: destination.path + ".partial")
    try CostCheck(machine: machine(), availableDiskBytes: disk)
      .check(cost, experiment: experiment.id, existingBytes: partial?[.size] as? Int ?? 0)
  }

  /// Computes the cells that are missing, group by group, and gives the file its final name. A view has none.
  ///
  /// - Throws: `SuiteFailure.interrupted` after the cell in work if that was asked for; the error of a cell; the lock
  ///   of another run; whatever keeps the results from being written. What was computed stays for the next run.
  public func run(_ experiment: any Experiment) throws -> Outcome {
    try checkCost(of: experiment)
    guard experiment.source == nil else { return .alreadyComplete }
    let begin = Date.now
    let layouts = try experiment.layouts(settings.tier)
    var provenance = try Provenance(of: experiment, settings: settings, library: library)
    let file = try SweepFile(
      destination: settings.resultsURL(of: experiment.id), layouts: layouts, provenance: provenance)
    file.notices.forEach(progress.note)
    guard !file.isFinished else { return .alreadyComplete }
    // A finished file of other cells or data was no reason to compute nothing.
    if let cost = experiment.cost(settings.tier) {
      try check(cost, of: experiment)
      if cost.isWorthStating { progress.note("\(experiment.id): needs about \(cost.statement) on two cores") }
    }

    let context = RunContext(
      experiment: experiment.id, settings: settings, progress: progress, interruption: interruption, library: library,
      results: { variable, group in try ResultsFile(file.url).numbers(variable, group: group).values })
    for layout in layouts {
      let values = try experiment.shared(group: layout.group, tier: settings.tier, context: context)
      try file.writeShared(group: layout.group, values)
    }
    let cells = layouts.flatMap { layout in
      file.pendingCells(group: layout.group).map { PendingCell(layout: layout, indices: $0) }
    }
    try compute(cells, of: experiment, into: file, context: context)
    try provenance.summarise(layouts, of: ResultsFile(file.url))
    try file.finish(provenance)
    return .completed(cells: cells.count, seconds: Date.now.timeIntervalSince(begin))
  }

  private func compute(
    _ cells: [PendingCell], of experiment: any Experiment, into file: SweepFile, context: RunContext
  ) throws {
    let weights = cells.map { weight(of: $0, in: experiment) }
    let whole = file.layouts.flatMap(PendingCell.all).reduce(0) { $0 + weight(of: $1, in: experiment) }
    let share = whole > 0 ? weights.reduce(0, +) / whole : 1
    let seconds = (experiment.cost(settings.tier)?.seconds ?? 0) * share
    try progress.following(title: experiment.id, weights: weights, declaredSeconds: seconds) { advance in
      for (done, cell) in cells.enumerated() {
        guard !interruption.isRequested else {
          throw SuiteFailure.interrupted(experiment: experiment.id, left: cells.count - done)
        }
        let outcome = try outcome(of: cell, in: experiment, file: file, context: context)
        try file.write(
          cell: cell.indices, group: cell.layout.group, values: outcome.values, status: outcome.status)
        advance(weights[done])
      }
    }
  }

  private func weight(of cell: PendingCell, in experiment: any Experiment) -> Double {
    experiment.relativeCost(group: cell.layout.group, cell: cell.indices, tier: settings.tier)
  }

  /// Runs one cell. An error that is no outcome leaves the cell marked `failed`, so that a reader of the unfinished
  /// file sees where it stopped, and the next run tries it again.
  private func outcome(
    of cell: PendingCell, in experiment: any Experiment, file: SweepFile, context: RunContext
  ) throws -> CellOutcome {
    let (group, indices) = (cell.layout.group, cell.indices)
    do {
      return try Device(threads: settings.threads).run {
        try experiment.run(group: group, cell: indices, tier: settings.tier, context: context)
      }
    } catch {
      if let expected = experiment.outcome(of: error, group: group, cell: indices, tier: settings.tier) {
        return expected
      }
      try file.write(cell: indices, group: group, values: CellValues(), status: .failed)
      throw SuiteFailure.cellFailed(
        experiment: experiment.id, cell: cell.description, reason: ErrorDescription(error).message,
        status: ErrorDescription(error).exitStatus)
    }
  }
}
