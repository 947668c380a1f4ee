import Failures
import Foundation
import Results
import Work

/// Runs experiments one after the other, and judges and reports them. One that fails does not stop the others.
public struct Reproduction: Sendable {
  /// What became of a reproduction.
  public struct Outcome: Sendable {
    /// The verdicts of each experiment that has results, in order.
    public fileprivate(set) var verdicts: [(id: String, verdicts: [Verdict])] = []
    public fileprivate(set) var failures: [(id: String, error: ErrorDescription)] = []

    /// `.done`, or that of the first failure.
    public var exitStatus: ExitStatus { failures.first?.error.exitStatus ?? .done }
  }

  public let runner: Runner
  /// Whether results that are there are set aside.
  private let fresh: Bool
  /// The sweeps to compute; empty: all.
  private let sweeps: [String]
  /// The rows to compute; empty: all.
  private let rows: [String]
  private let progress: ProgressDisplay
  private let references: ReferenceLibrary?

  /// - Parameter references: what numbers are held against; `nil`: they are shown alone.
  public init(
    runner: Runner, references: ReferenceLibrary?, progress: ProgressDisplay, fresh: Bool = false,
    sweeps: [String] = [],
    rows: [String] = []
  ) {
    (self.runner, self.references, self.progress) = (runner, references, progress)
    (self.fresh, self.sweeps, self.rows) = (fresh, sweeps, rows)
  }

  /// Runs what is missing of `experiments`, then judges and draws them in their order, views too. Experiments that do
  /// not fit this machine are refused before the first one starts.
  ///
  /// - Throws: only what ends everything: an interruption.
  public func run(_ experiments: [any Experiment]) throws -> Outcome {
    var outcome = Outcome()
    let fitting = try attempt(experiments, &outcome) { try runner.checkCost(of: $0, only: sweeps, rows: rows) }
    var unfinished: Set<String> = []
    let run = try attempt(fitting, &outcome) { if try !complete($0) { unfinished.insert($0.id) } }
    unfinished.formUnion(outcome.failures.map(\.id))
    // A view of an experiment that failed has nothing to show, and the reason has been told.
    let shown = run.filter { !unfinished.contains($0.source ?? $0.id) }
    var verdicts: [(id: String, verdicts: [Verdict])] = []
    _ = try attempt(shown, &outcome) { experiment in
      let finished = try FinishedExperiment(experiment, settings: runner.settings, references: references)
      verdicts.append((experiment.id, try self.verdicts(finished)))
      try finished.draw(to: runner.settings.figureURL(of: experiment.id))
    }
    outcome.verdicts = verdicts
    return outcome
  }

  /// The experiments for which `action` succeeds; what the others throw is shown and noted.
  private func attempt(
    _ experiments: [any Experiment], _ outcome: inout Outcome, _ action: (any Experiment) throws -> Void
  ) throws -> [any Experiment] {
    try experiments.filter { experiment in
      do {
        try action(experiment)
        return true
      } catch let failure as SuiteFailure where failure.exitStatus == .interrupted {
        throw failure
      } catch {
        let description = ErrorDescription(error)
        progress.warn("Error: \(description.message)")
        outcome.failures.append((experiment.id, description))
        return false
      }
    }
  }

  /// Runs an experiment; gives whether its file is finished.
  private func complete(_ experiment: any Experiment) throws -> Bool {
    guard experiment.source == nil else { return true }
    switch try runner.run(experiment, fresh: fresh, only: sweeps, rows: rows) {
    case .partly(let cells, let left):
      progress.note(
        "\(experiment.id): \(cells) \(cells == 1 ? "cell" : "cells"), \(left) of other \(rows.isEmpty ? "sweeps" : "rows") are left; "
          + "`widelimit verify \(experiment.id) --tier \(runner.settings.tier.rawValue) --partial` judges what is there"
      )
      return false
    case .alreadyComplete: progress.note("\(experiment.id): complete")
    case .completed(let cells, let seconds):
      progress.note("\(experiment.id): \(cells) \(cells == 1 ? "cell" : "cells") in \(Amounts.duration(seconds))")
    }
    return true
  }

  private func verdicts(_ finished: FinishedExperiment) throws -> [Verdict] {
    guard let references else {
      return try finished.scores.map {
        Verdict(
          score: $0, recorded: .missing, recordedValue: nil,
          paper: .notComparable(because: .noNumber(text: "no reference")))
      }
    }
    return try finished.verdicts(references)
  }
}
