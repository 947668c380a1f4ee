import Foundation
import Results

/// An experiment with the results of a tier, ready to be judged, drawn and reported.
public struct FinishedExperiment: Sendable {
  public let experiment: any Experiment
  public let tier: Tier
  public let results: ResultsFile

  /// Opens the results of an experiment, or for a view those of the experiment it shows.
  ///
  /// - Throws: `SuiteFailure.noResults` if there is no finished file, `.otherLayout` if it was made with other rows or
  ///   variables than the experiment has now: its numbers would be taken for those of other rows.
  public init(_ experiment: any Experiment, settings: RunSettings) throws {
    let owner = experiment.source ?? experiment.id
    let file = settings.resultsURL(of: owner)
    guard FileManager.default.fileExists(atPath: file.path) else {
      throw SuiteFailure.noResults(experiment: owner, tier: settings.tier, path: file.relativePath)
    }
    (self.experiment, tier, results) = (experiment, settings.tier, try ResultsFile(file))
    if let difference = try results.difference(from: experiment.layouts(tier)) {
      throw SuiteFailure.otherLayout(experiment: owner, tier: tier, path: file.relativePath, difference: difference)
    }
  }

  /// What the numbers belong to. A view has an identity of its own with the data of what it shows.
  public var identity: RunIdentity {
    get throws {
      let stored = try results.identity
      return RunIdentity(
        experiment: experiment.id, tier: tier.rawValue, rootSeed: stored.rootSeed,
        datasetDigests: stored.datasetDigests, isProcedural: stored.isProcedural)
    }
  }

  public var scores: [Score] {
    get throws { try experiment.scores(results, tier: tier) }
  }

  /// Both judgements of every number.
  public func verdicts(_ references: ReferenceLibrary) throws -> [Verdict] {
    let numbers = try scores
    guard !numbers.isEmpty else { return [] }
    return try references.judge(for: experiment.id, tier: tier.rawValue).verdicts(for: numbers, of: try identity)
  }

  /// The numbers as they would be recorded for later runs to be held against.
  public func recordedRun() throws -> RecordedRun {
    let names = ["command_line", "git_commit", "blas_core", "threads", "cpu_model", "swift_version", "started_utc"]
    var provenance: [String: String] = [:]
    for name in names where try results.hasAttribute(name) { provenance[name] = try results.attribute(name) }
    provenance["command_line"] = provenance["command_line"].map(RecordedRun.portable)
    return RecordedRun(identity: try identity, provenance: provenance, scores: try scores)
  }

  /// The numbers with both judgements, and where they come from.
  ///
  /// - Parameter references: what numbers are held against; `nil`: there are no verdicts.
  public func judged(_ references: ReferenceLibrary?) throws -> JudgedExperiment {
    JudgedExperiment(
      identity: try identity, title: experiment.title, reference: experiment.reference,
      isVerified: try results.hasAttribute("dataset_verified") && results.attribute("dataset_verified") == "true",
      verdicts: try references.map(verdicts) ?? [], provenance: try results.provenance)
  }
}
