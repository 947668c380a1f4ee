import Failures
import Foundation
import HDF5
import Plotting
import Results

/// An experiment with the results of a tier, ready to be judged, drawn and reported.
public struct FinishedExperiment: Sendable {
  public let experiment: any Experiment
  public let tier: Tier
  public let results: ResultsFile
  private let readings: Readings

  /// Opens the results of an experiment, or for a view those of the experiment it shows.
  ///
  /// - Parameter references: where published numbers come from; nil: pictures and texts are without them.
  /// - Throws: `SuiteFailure.noResults` if there is no finished file, `.stale` if it is of other settings or another revision
  ///   than the experiment has now: its numbers would be taken for those of other sizes.
  public init(_ experiment: any Experiment, settings: RunSettings, references: ReferenceLibrary?) throws {
    let owner = experiment.source ?? experiment.id
    let file = settings.resultsURL(of: owner)
    guard FileManager.default.fileExists(atPath: file.path) else {
      throw SuiteFailure.noResults(experiment: owner, tier: settings.tier, path: file.relativePath)
    }
    (self.experiment, tier, results) = (experiment, settings.tier, try ResultsFile(file))
    if let difference = try Self.difference(of: results, from: experiment, settings.tier) {
      throw SuiteFailure.stale(experiment: owner, tier: tier, path: file.relativePath, difference: difference)
    }
    readings = try experiment.readings(
      of: results, published: try references?.published(for: experiment.publishedUnder) ?? [:])
  }

  /// In what a file is not what today's experiment would write; nil: in nothing.
  private static func difference(
    of results: ResultsFile, from experiment: any Experiment, _ tier: Tier
  ) throws -> String? {
    let plan = try experiment.plan(tier)
    let stored: RunIdentity
    do { stored = try results.identity } catch let failure as HDF5Failure where failure.exitStatus == .badData {
      return "it does not say of which settings it is"
    }
    let wanted = RunIdentity(
      experiment: experiment.source ?? experiment.id, revision: plan.revision, tier: tier.rawValue,
      settings: plan.settings, rootSeed: stored.rootSeed, datasetDigests: stored.datasetDigests,
      isProcedural: stored.isProcedural)
    return try stored.difference(from: wanted) ?? results.difference(from: plan.layouts)
  }

  /// What the numbers belong to. A view has an identity of its own with the data of what it shows.
  public var identity: RunIdentity {
    get throws {
      let stored = try results.identity
      return RunIdentity(
        experiment: experiment.id, revision: stored.revision, tier: tier.rawValue, settings: stored.settings,
        rootSeed: stored.rootSeed, datasetDigests: stored.datasetDigests, isProcedural: stored.isProcedural)
    }
  }

  public var scores: [Score] {
    get throws { try readings.scores() }
  }

  /// The picture, if the experiment has one.
  package var figure: Figure? {
    get throws { try readings.figure() }
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

  /// The section of the report; `picture` is relative to the report.
  public func section(verdicts: [Verdict], picture: String?) throws -> Report.Section {
    let names = [
      "dataset", "dataset_verified", "root_seed", "source", "git_commit", "command_line", "started_utc",
      "wall_seconds", "peak_memory_bytes", "threads", "cpu_model", "blas_core",
    ]
    let provenance = try names.filter(results.hasAttribute).map { (name: $0, value: try results.attribute($0)) }
    return Report.Section(
      id: experiment.id, title: experiment.title, reference: experiment.reference,
      narrative: try readings.narrative(), verdicts: verdicts, picture: picture,
      provenance: provenance)
  }
}
