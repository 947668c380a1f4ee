import Failures
import Foundation
import HDF5
import Platform
import Plotting
import Results

/// An experiment with the results of a tier, ready to be judged, drawn and reported.
public struct FinishedExperiment: Sendable {
  public let experiment: any Experiment
  public let tier: Tier
  public let results: ResultsFile
  private let readings: Readings
  private let layouts: [SweepLayout]
  /// What the paper says beside the results, for pictures; nil: nothing does.
  let published: URL?

  /// Opens the results of an experiment, or for a view those of the experiment it shows.
  ///
  /// - Parameters:
  ///   - references: where published numbers come from; nil: pictures and texts are without them.
  ///   - allowsPartial: whether an unfinished file will do, of which complete sweeps are read, and of others the parts
  ///     that the experiment judges by themselves (`Tables.finishedPart`).
  /// - Throws: `SuiteFailure.noResults` if there is no finished file, or nothing of an unfinished one to read,
  ///   `.stale` if it is of other settings or another revision than the experiment has now: its numbers would be taken
  ///   for those of other sizes.
  public init(
    _ experiment: any Experiment, settings: RunSettings, references: ReferenceLibrary?, allowsPartial: Bool = false
  ) throws {
    let owner = experiment.source ?? experiment.id
    var file = settings.resultsURL(of: owner)
    if allowsPartial, !FileManager.default.fileExists(atPath: file.path) {
      file = try FileSystem.target(of: file).appendingPathExtension("partial")
    }
    guard FileManager.default.fileExists(atPath: file.path) else {
      throw SuiteFailure.noResults(experiment: owner, tier: settings.tier, path: file.relativePath)
    }
    (self.experiment, tier) = (experiment, settings.tier)
    func damaged(_ detail: String) -> SuiteFailure {
      .damaged(experiment: owner, tier: settings.tier, path: file.relativePath, detail: detail)
    }
    do { results = try ResultsFile(file) } catch HDF5Failure.damaged(_, let detail) { throw damaged(detail) }
    if let difference = try Self.difference(of: results, from: experiment, settings.tier) {
      throw SuiteFailure.stale(experiment: owner, tier: tier, path: file.relativePath, difference: difference)
    }
    layouts = try experiment.plan(tier).layouts
    do {
      if let damage = try results.damage(of: layouts) { throw damaged("it has \(damage)") }
    } catch let failure as HDF5Failure { throw damaged(failure.message) }
    published = references?.referenceURL(for: experiment.publishedUnder)
    readings = try experiment.readings(
      of: results, published: try references?.published(for: experiment.publishedUnder) ?? [:])
    if readings.isEmpty {
      throw SuiteFailure.noResults(experiment: owner, tier: settings.tier, path: file.relativePath)
    }
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
    let layout: String?
    do { layout = try results.difference(from: plan.layouts) ?? pending(results, plan.layouts) } catch let failure
      as HDF5Failure
      where failure.exitStatus == .badData
    {
      layout = "its sweeps are not today's: \(failure.message)"
    }
    let wanted = RunIdentity(
      experiment: experiment.source ?? experiment.id, revision: plan.revision, tier: tier.rawValue,
      settings: plan.settings, rootSeed: stored.rootSeed, datasetDigests: stored.datasetDigests,
      isProcedural: stored.isProcedural)
    return stored.difference(from: wanted) ?? layout
  }

  private static func pending(_ results: ResultsFile, _ layouts: [SweepLayout]) throws -> String? {
    let count = results.isFinished ? try results.pendingCells(of: layouts) : 0
    return count == 0 ? nil : "\(count) of its cells are missing or failed"
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
    let (programs, confirmations) = (try results.programs, try results.confirmedBy)
    // Nobody has confirmed an unfinished file: its cells must be this program's.
    let isOwn =
      confirmations.isEmpty
      ? programs.allSatisfy { $0.isExecutable(of: program) } : confirmations.contains(program.executable)
    guard program.executable.isEmpty || !isOwn else { return nil }
    let names = programs.map(\.title).joined(separator: ", ")
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

  /// Both judgements of every number, and of those that were recorded and are no longer computed.
  public func verdicts(_ references: ReferenceLibrary) throws -> [Verdict] {
    try judgement(references).verdicts
  }

  /// The verdicts, and in what the run differs from the recorded ones if none of these is its own.
  private func judgement(_ references: ReferenceLibrary) throws -> (verdicts: [Verdict], strangeness: String?) {
    let (numbers, run) = (try scores, try identity)
    // The paper of an experiment without numbers, now and when it was recorded, may have no reference file.
    let isKnown = try !references.recorded(for: experiment.id, tier: tier.rawValue).isEmpty
    guard isKnown || !numbers.isEmpty else { return ([], nil) }
    let judge = try references.judge(for: experiment.id, tier: tier.rawValue)
    return (judge.verdicts(for: numbers, of: run, isPartial: !results.isFinished), judge.strangeness(of: run))
  }

  /// Writes the numbers for later runs to be held against. Those of an unfinished file are put among the recorded ones.
  public func record(in references: ReferenceLibrary) throws {
    let run = RecordedRun(
      identity: try identity, provenance: try results.recordedProvenance(of: layouts), scores: try scores)
    try references.record(run, isVerified: isVerified, isPartial: !results.isFinished)
  }

  private var isVerified: Bool {
    get throws { try results.hasAttribute("dataset_verified") && results.attribute("dataset_verified") == "true" }
  }

  /// The numbers with both judgements, and where they come from.
  ///
  /// - Parameters:
  ///   - references: what numbers are held against; `nil`: there are no verdicts.
  ///   - program: the one whose numbers they are to be; `nil`: any.
  public func judged(_ references: ReferenceLibrary?, program: Program? = nil) throws -> JudgedExperiment {
    let judgement = try references.map(judgement)
    return JudgedExperiment(
      identity: try identity, title: experiment.title, reference: experiment.reference, isVerified: try isVerified,
      verdicts: judgement?.verdicts ?? [], foreignness: try program.flatMap(foreignness),
      strangeness: judgement?.strangeness, provenance: try results.provenance)
  }
}
