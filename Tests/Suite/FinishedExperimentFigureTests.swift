import Foundation
import Results
import Suite
import Testing

/// A picture shows the numbers that are there.
@Suite struct FinishedExperimentFigureTests {
  private let laboratory: Laboratory
  private let references: ReferenceLibrary
  private var picture: URL { laboratory.results.appending(path: "quick/test/drawn.png") }

  init() throws {
    laboratory = try Laboratory()
    references = try laboratory.references()
    _ = try laboratory.runner().run(DrawnExperiment())
  }

  private func draw(_ experiment: DrawnExperiment = DrawnExperiment()) throws {
    try FinishedExperiment(experiment, settings: laboratory.runner().settings, references: references)
      .draw(to: picture)
  }

  private func set(_ date: Date, of file: URL) throws {
    try FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: file.path)
  }

  /// Adds a byte behind the picture's end, so that one sees whether it was drawn again.
  private func mark(newerBy seconds: Double) throws {
    try (Data(contentsOf: picture) + Data("!".utf8)).write(to: picture)
    try set(Date(timeIntervalSinceNow: seconds), of: picture)
  }

  private var isMarked: Bool { get throws { try Data(contentsOf: picture).last == UInt8(ascii: "!") } }

  @Test func isDrawnAgainWhenTheResultsOrThePaperAreNewer() throws {
    try draw()
    #expect(laboratory.exists(picture))
    try mark(newerBy: 100)
    try draw()
    #expect(try isMarked, "nothing is newer than the picture")
    for source in [laboratory.results.appending(path: "quick/test/drawn.h5"), references.referenceURL(for: "test/any")]
    {
      try mark(newerBy: 100)
      try set(Date(timeIntervalSinceNow: 200), of: source)
      try draw()
      #expect(try !isMarked, "\(source.lastPathComponent)")
      try set(Date(timeIntervalSinceNow: -100), of: source)
    }
  }

  @Test func anExperimentWithoutAFigureLeavesNoPicture() throws {
    try draw()
    try set(Date(timeIntervalSince1970: 0), of: picture)
    try draw(DrawnExperiment(hasFigure: false))
    #expect(!laboratory.exists(picture))
    try draw(DrawnExperiment(hasFigure: false))
  }

  /// A picture that somebody else has put there is neither overwritten nor removed.
  @Test(arguments: [true, false]) func aForeignPictureIsSetAside(hasFigure: Bool) throws {
    try FileManager.default.createDirectory(
      at: picture.deletingLastPathComponent(), withIntermediateDirectories: true)
    for (number, seconds) in [-1000.0, 1000].enumerated() {
      try Data("mark".utf8).write(to: picture)
      try set(Date(timeIntervalSinceNow: seconds), of: picture)
      try draw(DrawnExperiment(hasFigure: hasFigure))
      let name = picture.appendingPathExtension(number == 0 ? "stale" : "stale-2")
      #expect(try Data(contentsOf: name) == Data("mark".utf8))
      #expect(laboratory.exists(picture) == hasFigure)
    }
  }

  /// A picture of other numbers is no picture of these, however new it is.
  @Test func aPictureOfAnotherExperimentIsSetAside() throws {
    try draw()
    var bytes = try Data(contentsOf: picture)
    let place = try #require(bytes.range(of: Data("test/drawn".utf8)))
    bytes.replaceSubrange(place, with: Data("test/other".utf8))
    try bytes.write(to: picture)
    try set(Date(timeIntervalSinceNow: 100), of: picture)
    let report = try TierReport(
      catalogue: ExperimentList([DrawnExperiment()]), settings: laboratory.runner().settings, references: references)
    #expect(report.report.sections.map(\.picture) == [nil])
    try draw()
    #expect(try Data(contentsOf: picture.appendingPathExtension("stale")) == bytes)
    #expect(try Data(contentsOf: picture).range(of: Data("test/drawn".utf8)) != nil)
  }
}
