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
  /// - Parameters:
  ///   - references: where published numbers come from; nil: pictures and texts are without them.
  ///   - allowsPartial: whether an unfinished file will do, of which only complete sweeps are read.
  /// - Throws: `SuiteFailure.noResults` if there is no finished file, `.stale` if it is of other settings or another
  ///   revision than the experiment has now: its numbers would be taken for those of other sizes.
  public init(
    _ experiment: any Experiment, settings: RunSettings, references: ReferenceLibrary?, allowsPartial: Bool = false
  ) throws {
    let owner = experiment.source ?? experiment.id
    var file = settings.resultsURL(of: owner)
    if allowsPartial, !FileManager.default.fileExists(atPath: file.path) {
      file = file.appendingPathExtension("partial")
    }
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

  /// A line about results of which `program` has computed nothing and confirmed nothing; nil if it has.
  public func foreignness(to program: Program) throws -> String? {
    let isConfirmed = try results.confirmedBy.contains(program.executable)
    guard program.executable.isEmpty || !isConfirmed else { return nil }
    let names = try results.programs.map(\.title).joined(separator: ", ")
    let owner = experiment.source ?? experiment.id
    return "\(experiment.id): computed by another program (\(names)); "
      + "`widelimit reproduce \(owner) --tier \(tier.rawValue)` computes a cell again and compares"
  }

  public var scores: [Score] {
    get throws { try readings.scores() }
  }

  /// The picture, if the experiment has one: on procedural images without what the paper printed.
  package var figure: Figure? {
    get throws {
      let figure = try readings.figure()
      return try results.identity.isProcedural ? figure?.withoutPublished : figure
    }
  }

  /// The experiment's section of the report in Markdown.
  package var narrative: String {
    get throws { try readings.narrative() }
  }

  /// Both judgements of every number.
  public func verdicts(_ references: ReferenceLibrary) throws -> [Verdict] {
    let numbers = try scores
    guard !numbers.isEmpty else { return [] }
    return try references.judge(for: experiment.id, tier: tier.rawValue).verdicts(for: numbers, of: try identity)
  }

  /// The numbers as they would be recorded for later runs to be held against.
  public func recordedRun() throws -> RecordedRun {
    RecordedRun(identity: try identity, provenance: try results.recordedProvenance, scores: try scores)
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
