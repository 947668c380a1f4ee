import Failures
import Foundation
import Results

/// The report of everything that a tier has results of.
public struct TierReport: Sendable {
  public let folder: URL
  public let report: Report
  /// `.done`, or why the first of the results that cannot be shown is none.
  public let exitStatus: ExitStatus

  /// Collects the experiments with a finished file, in the catalogue's order. Those whose file cannot be used are named
  /// in the report, with the mend.
  ///
  /// - Parameter references: what numbers are held against; `nil`: sections have no verdicts.
  /// - Throws: `ReferenceFailure`.
  public init(catalogue: ExperimentList, settings: RunSettings, references: ReferenceLibrary?) throws {
    folder = settings.tierDirectory
    let members = catalogue.experiments.filter { $0.cost(settings.tier) != nil }
    let collection = try ResultsCollection(members, settings: settings, references: references) { finished in
      let id = finished.experiment.id
      let picture = settings.figureURL(of: id)
      // An older picture shows other numbers, somebody else's something else.
      let (drawn, computed) = (picture.modificationDate, finished.results.url.modificationDate)
      let isCurrent = drawn ?? .distantPast >= computed ?? .distantFuture && finished.isPicture(at: picture)
      return Report.Section(
        try finished.judged(references), narrative: try finished.narrative, picture: isCurrent ? id + ".png" : nil)
    }
    exitStatus = collection.firstUnusable?.exitStatus ?? .done
    report = Report(
      tier: settings.tier.rawValue, sections: collection.entries, absent: collection.absent,
      unusable: collection.unusable)
  }

  /// Whether there are no results at all.
  public var isEmpty: Bool { report.sections.isEmpty && report.unusable.isEmpty }

  /// Writes `Report.fileNames` into the tier's folder.
  public func write() throws { try report.write(into: folder) }
}
