import Datasets
import Failures
import Foundation
import Suite
import Testing

@Suite struct DatasetLibraryTests {
  /// Small procedural files stand for real ones; the marker is taken away, so they are an unverified copy.
  static func writeCopy(into directory: URL) throws {
    try ProceduralImages.write(
      .mnist, into: directory, seed: 3, sizes: ProceduralImages.Sizes(training: 20, test: 10))
    let folder = directory.appending(path: DatasetDescription.mnist.folder)
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) where name == "PROCEDURAL" {
      try FileManager.default.removeItem(at: folder.appending(path: name))
    }
  }

  static func library(_ laboratory: Laboratory) -> DatasetLibrary {
    DatasetLibrary(
      directory: laboratory.results.appending(path: "datasets"),
      proceduralDirectory: laboratory.results.appending(path: "procedural"),
      progress: laboratory.transcript.progress(.quiet))
  }

  @Test func filesThatAreThereAreReadOnceAndWhatIsNotOfficialIsSaid() throws {
    let laboratory = try Laboratory()
    try Self.writeCopy(into: laboratory.results.appending(path: "datasets"))
    let library = Self.library(laboratory)
    let first = try library.dataset(.mnist)
    #expect(!first.isProcedural)
    try FileManager.default.removeItem(at: laboratory.results.appending(path: "datasets"))
    let second = try library.dataset(.mnist)
    #expect(second.test.count == 10)
    #expect(laboratory.transcript.lines.count == 1)
    #expect(laboratory.transcript.text.contains("not known to be the official bytes"))
  }

  @Test func damagedFilesAreAnErrorAndNoReasonForProceduralImages() throws {
    let laboratory = try Laboratory()
    let folder = laboratory.results.appending(path: "datasets/mnist")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try Data("damaged".utf8).write(to: folder.appending(path: "train-images-idx3-ubyte"))
    let error = #expect(throws: DatasetFailure.self) { try Self.library(laboratory).dataset(.mnist) }
    #expect([.badData, .inputMissing].contains(error?.exitStatus))
    #expect(!laboratory.exists(laboratory.results.appending(path: "procedural")))
  }

  @Test func whatIsNotThereIsDownloadedAndOtherwiseDrawn() throws {
    let laboratory = try Laboratory()
    // What a download leaves that broke off is no dataset.
    let directory = laboratory.results.appending(path: "datasets")
    let folder = directory.appending(path: "mnist")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try Data().write(to: folder.appending(path: "train-images-idx3-ubyte.gz.part"))
    try FileManager.default.createDirectory(
      at: folder.appending(path: Download.folderName), withIntermediateDirectories: true)
    func library(_ fetch: @escaping @Sendable (DatasetDescription, URL) throws -> Void) -> DatasetLibrary {
      DatasetLibrary(
        directory: directory, proceduralDirectory: laboratory.results.appending(path: "procedural"), fetch: fetch,
        progress: laboratory.transcript.progress(.quiet))
    }
    let interrupted = library { name, _ in throw SuiteFailure.downloadInterrupted(dataset: name.title) }
    #expect(throws: SuiteFailure.downloadInterrupted(dataset: "MNIST")) { try interrupted.dataset(.mnist) }
    let offline = library { _, _ in throw SuiteFailure.noDatasets(folder: "the network") }
    #expect(try offline.dataset(.mnist).isProcedural)
    #expect(laboratory.transcript.text.contains("MNIST could not be downloaded: the network: "))
    let online = library { _, directory in
      try FileManager.default.removeItem(at: directory)
      try Self.writeCopy(into: directory)
    }
    #expect(try !online.dataset(.mnist).isProcedural)
    let again = library { _, _ in Issue.record("files that are there are left alone") }
    #expect(try again.dataset(.mnist).test.count == 10)
  }

  /// MNIST's digits are no pictures of clothes.
  @Test func whereNothingIsDrawnTheFilesAreAskedFor() throws {
    let laboratory = try Laboratory()
    let error = #expect(throws: DatasetFailure.self) { try Self.library(laboratory).dataset(.fashionMNIST) }
    #expect(error?.problem == .notDrawn(dataset: "fashion-mnist"))
    #expect(error?.message.contains("`widelimit data fetch fashion-mnist`") == true)
  }

  @Test func withoutFilesProceduralImagesTakeTheirPlaceAndThatIsSaid() throws {
    let laboratory = try Laboratory()
    let dataset = try Self.library(laboratory).dataset(.mnist)
    #expect(dataset.isProcedural)
    #expect(dataset.test.count == 10_000)
    #expect(laboratory.transcript.text.contains("procedural images"))
  }
}
