import Foundation
import Results
import Suite
import Testing

@Suite struct TierReportTests {
  private let laboratory: Laboratory
  private var settings: RunSettings { laboratory.runner().settings }

  init() throws { laboratory = try Laboratory() }

  private func report(_ experiments: [any Experiment]) throws -> Report {
    try TierReport(catalogue: ExperimentList(experiments), settings: settings, references: laboratory.references())
      .report
  }

  @Test func whatHasNoResultsAndWhatIsStaleIsNamedAndTheRestIsShown() throws {
    _ = try laboratory.runner().run(DrawnExperiment())
    _ = try laboratory.runner().run(CountingExperiment())
    let report = try report([
      CountingExperiment(revision: 2), CountingView(), OtherExperiment(), DrawnExperiment(),
    ])
    #expect(report.sections.map(\.judged.id) == ["test/view", "test/drawn"])
    #expect(report.absent == ["test/other"])
    #expect(report.unusable.map(\.id) == ["test/counting"])
    #expect(report.markdown.contains(#"\`widelimit reproduce test/counting --tier quick\` sets it aside"#))
  }

  /// A damaged file, as a stale one, says nothing about the others.
  @Test func aDamagedFileSilencesNoOther() throws {
    _ = try laboratory.runner().run(DrawnExperiment())
    try Data("no HDF5".utf8).write(to: settings.resultsURL(of: "test/other"))
    let report = try report([OtherExperiment(), DrawnExperiment()])
    #expect(report.sections.map(\.judged.id) == ["test/drawn"] && report.unusable.map(\.id) == ["test/other"])
  }

  @Test func aPictureOlderThanTheResultsIsNotShown() throws {
    _ = try laboratory.runner().run(DrawnExperiment())
    let picture = settings.figureURL(of: "test/drawn")
    #expect(try report([DrawnExperiment()]).sections.map(\.picture) == [nil])
    try FinishedExperiment(DrawnExperiment(), settings: settings, references: nil).draw(to: picture)
    #expect(try report([DrawnExperiment()]).sections.map(\.picture) == ["test/drawn.png"])
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSinceNow: -100)], ofItemAtPath: picture.path)
    #expect(try report([DrawnExperiment()]).sections.map(\.picture) == [nil])
  }

  @Test func withoutAnyResultsItIsEmpty() throws {
    let catalogue = ExperimentList([OtherExperiment()])
    #expect(try TierReport(catalogue: catalogue, settings: settings, references: nil).isEmpty)
  }
}
