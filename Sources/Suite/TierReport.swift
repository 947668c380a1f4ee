import Foundation
import Results

/// The report of everything that a tier has results of.
public struct TierReport: Sendable {
  public let folder: URL
  public let report: Report

  /// Collects the experiments with a finished file, in the catalogue's order.
  ///
  /// - Parameter references: what numbers are held against; `nil`: sections have no verdicts.
  /// - Throws: the errors of a file that is there and cannot be used.
  public init(catalogue: ExperimentList, settings: RunSettings, references: ReferenceLibrary?) throws {
    folder = settings.tierDirectory
    var sections: [Report.Section] = []
    for experiment in catalogue.experiments where experiment.cost(settings.tier) != nil {
      let file = settings.resultsURL(of: experiment.source ?? experiment.id)
      guard FileManager.default.fileExists(atPath: file.path) else { continue }
      let finished = try FinishedExperiment(experiment, settings: settings, references: references)
      let picture = settings.figureURL(of: experiment.id)
      sections.append(
        Report.Section(
          try finished.judged(references), narrative: try finished.narrative,
          picture: FileManager.default.fileExists(atPath: picture.path) ? experiment.id + ".png" : nil))
    }
    report = Report(tier: settings.tier.rawValue, sections: sections)
  }

  public var isEmpty: Bool { report.sections.isEmpty }

  /// Writes `Report.fileNames` into the tier's folder.
  public func write() throws { try report.write(into: folder) }
}
