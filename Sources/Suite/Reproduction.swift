import Failures
import Foundation
import Results

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
  private let progress: ProgressDisplay
  private let references: ReferenceLibrary?

  /// - Parameter references: what numbers are held against; `nil`: they are shown alone.
  public init(runner: Runner, references: ReferenceLibrary?, progress: ProgressDisplay) {
    (self.runner, self.references, self.progress) = (runner, references, progress)
  }

  /// Runs what is missing of `experiments` and draws their figures. Experiments that do not fit this machine are refused
  /// before the first one starts.
  ///
  /// - Throws: only what ends everything: an interruption.
  public func run(_ experiments: [any Experiment]) throws -> Outcome {
    var outcome = Outcome()
    func fail(_ id: String, _ error: any Error) {
      let description = ErrorDescription(error)
      progress.warn("error: \(description.message)")
      outcome.failures.append((id, description))
    }
    var fitting: [any Experiment] = []
    for experiment in experiments {
      do {
        try runner.checkCost(of: experiment)
        fitting.append(experiment)
      } catch {
        fail(experiment.id, error)
      }
    }
    for experiment in fitting {
      do {
        try complete(experiment)
        let finished = try FinishedExperiment(experiment, settings: runner.settings)
        outcome.verdicts.append((experiment.id, try verdicts(finished)))
        try finished.draw(to: runner.settings.figureURL(of: experiment.id))
      } catch let failure as SuiteFailure where failure.exitStatus == .interrupted {
        throw failure
      } catch {
        fail(experiment.id, error)
      }
    }
    return outcome
  }

  private func complete(_ experiment: any Experiment) throws {
    switch try runner.run(experiment) {
    case .alreadyComplete:
      if experiment.source == nil { progress.note("\(experiment.id): complete") }
    case .completed(let cells, let seconds):
      progress.note("\(experiment.id): \(cells) \(cells == 1 ? "cell" : "cells") in \(Amounts.duration(seconds))")
    }
  }

  private func verdicts(_ finished: FinishedExperiment) throws -> [Verdict] {
    guard let references else {
      return try finished.measurements.map {
        Verdict(measurement: $0, recorded: .missing, recordedValue: nil, paper: .notComparable(reason: "no reference"))
      }
    }
    return try finished.verdicts(references)
  }
}
