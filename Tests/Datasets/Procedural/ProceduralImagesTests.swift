import Datasets
import Foundation
import Inputs
import LinearAlgebra
import TestSupport
import Testing

@Suite struct ProceduralImagesTests {
  /// The same bytes on every machine and in every build: results name the digest of their files.
  @Test(arguments: [
    (DatasetDescription.mnist, "1be9d162db81d129ef2aab8337cd1a3514a49ae91b1f5f97a41a3d3a06a64f15"),
    (DatasetDescription.cifar10, "15a6bef81b6e7283ddd0ddf8aa1ad7474d16d6b52c7245a8bce658f80da50b4c"),
  ])
  func theBytesAreFixed(name: DatasetDescription, expected: String) throws {
    let drawn = try ProceduralImages.draw(name, set: "training", count: 600, seed: 0)
    let folder = try ScratchFolder()
    try IDXFile.write(
      drawn.images + drawn.labels, dimensions: [600, drawn.images.count / 600 + 1], to: folder.file("x"))
    let digest = try IDXFile(contentsOf: folder.file("x")).sha256
    #expect(digest == expected)
  }

  @Test(arguments: [DatasetDescription.mnist, .cifar10])
  func imagesDependOnSeedSetAndPositionAlone(name: DatasetDescription) throws {
    let long = try ProceduralImages.draw(name, set: "test", count: 300, seed: 5)
    let short = try ProceduralImages.draw(name, set: "test", count: 7, seed: 5)
    #expect(short.images == Array(long.images.prefix(short.images.count)))
    #expect(short.labels == Array(long.labels.prefix(7)))
    #expect(try ProceduralImages.draw(name, set: "test", count: 7, seed: 6).images != short.images)
    #expect(try ProceduralImages.draw(name, set: "training", count: 7, seed: 5).images != short.images)
  }

  @Test(arguments: [DatasetDescription.mnist, .cifar10])
  func aFolderIsReadAsProcedural(name: DatasetDescription) throws {
    let folder = try ScratchFolder()
    let sizes = ProceduralImages.Sizes(training: 20, test: 30)
    try ProceduralImages.write(name, into: folder.url, seed: 1, sizes: sizes)
    let dataset = try DatasetStore.load(name, from: folder.url)
    #expect(dataset.isProcedural)
    #expect(!dataset.isVerified)
    #expect((dataset.training.count, dataset.validation.count, dataset.test.count) == (20, name.validation.count, 30))
    let drawn = try ProceduralImages.draw(name, set: "test", count: 30, seed: 1)
    #expect(dataset.test.labels == drawn.labels)
    #expect(dataset.test.images.storage == drawn.images)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == [name.folder])

    // The same request leaves the files alone; another seed replaces them.
    let marker = folder.file(name.folder + "/PROCEDURAL")
    let before = try FileManager.default.attributesOfItem(atPath: marker.path)[.systemFileNumber] as? UInt64
    try ProceduralImages.write(name, into: folder.url, seed: 1, sizes: sizes)
    #expect(try FileManager.default.attributesOfItem(atPath: marker.path)[.systemFileNumber] as? UInt64 == before)
    try ProceduralImages.write(name, into: folder.url, seed: 2, sizes: sizes)
    #expect(try DatasetStore.load(name, from: folder.url).files != dataset.files)
  }

  /// A picture of clothes is no digit.
  @Test(arguments: [DatasetDescription.fashionMNIST, .cifar100])
  func nothingIsDrawnWhereNothingStandsIn(name: DatasetDescription) throws {
    let folder = try ScratchFolder()
    let failure = #expect(throws: DatasetFailure.self) {
      try ProceduralImages.write(name, into: folder.url, seed: 0, sizes: .init(training: 1, test: 1))
    }
    #expect(failure == DatasetFailure(path: folder.file(name.folder).path, problem: .notDrawn(dataset: name.id)))
    expectOneLine(failure, naming: name.folder)
    #expect(!folder.holds(name.folder))
  }

  @Test func realDataIsNeverOverwritten() throws {
    let folder = try ScratchFolder()
    try folder.write([1, 2, 3], to: "mnist/train-images-idx3-ubyte")
    let failure = #expect(throws: DatasetFailure.self) {
      try ProceduralImages.write(.mnist, into: folder.url, seed: 0, sizes: .init(training: 1, test: 1))
    }
    #expect(failure == DatasetFailure(path: folder.file("mnist").path, problem: .occupied))
    #expect(try folder.read("mnist/train-images-idx3-ubyte") == [1, 2, 3])
  }

  /// Other images of the same name are drawn in a folder that holds the user's notes, too: these are not lost.
  @Test func nothingButDrawnFilesIsRemoved() throws {
    let folder = try ScratchFolder()
    let sizes = ProceduralImages.Sizes(training: 1, test: 1)
    try ProceduralImages.write(.mnist, into: folder.url, seed: 0, sizes: sizes)
    for name in ["mnist/notes.txt", "mnist/train-images-idx3-ubyte"] {
      try folder.write([1, 2, 3], to: name)
      let failure = #expect(throws: DatasetFailure.self) {
        try ProceduralImages.write(.mnist, into: folder.url, seed: 1, sizes: sizes)
      }
      #expect(failure?.problem == .occupied)
      #expect(try folder.read(name) == [1, 2, 3] && folder.holds("mnist/PROCEDURAL"))
      try FileManager.default.removeItem(at: folder.file(name))
    }
    // Nor is a mark of another program's one of ours.
    try folder.write([1, 2, 3], to: "mnist/PROCEDURAL")
    #expect(throws: DatasetFailure.self) {
      try ProceduralImages.write(.mnist, into: folder.url, seed: 1, sizes: sizes)
    }
    #expect(try folder.read("mnist/PROCEDURAL") == [1, 2, 3])
  }

  /// A run that was killed while it drew has left the folder it drew in.
  @Test func whatAKilledRunLeftIsTakenUp() throws {
    let folder = try ScratchFolder()
    let sizes = ProceduralImages.Sizes(training: 1, test: 1)
    try folder.write([1, 2, 3], to: ".mnist.widelimit-new/train-images-idx3-ubyte.gz")
    try ProceduralImages.write(.mnist, into: folder.url, seed: 0, sizes: sizes)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["mnist"])
    #expect(try DatasetStore.load(.mnist, from: folder.url).test.count == 1)
    // A folder of that name with anything else in it is somebody else's.
    try folder.write([1, 2, 3], to: ".mnist.widelimit-new/notes.txt")
    #expect(throws: (any Error).self) {
      try ProceduralImages.write(.mnist, into: folder.url, seed: 1, sizes: sizes)
    }
    #expect(try folder.read(".mnist.widelimit-new/notes.txt") == [1, 2, 3])
  }

  @Test func anUnwritableFolderIsNamed() throws {
    let folder = try ScratchFolder()
    let file = try folder.write([], to: "file")
    let failure = #expect(throws: DatasetFailure.self) {
      try ProceduralImages.write(.mnist, into: file, seed: 0, sizes: .init(training: 1, test: 1))
    }
    #expect(failure?.exitStatus == .inputOutput)
    expectOneLine(failure, naming: file.path)
  }

  /// Learnable but not trivial: the nearest of 1,000 images names a digit mostly, a scene much more often than chance.
  @Test(arguments: [(DatasetDescription.mnist, 0.80, 0.99), (.cifar10, 0.18, 0.70)])
  func theClassesCanBeLearned(name: DatasetDescription, least: Double, most: Double) throws {
    func standardised(_ set: String, _ count: Int) throws -> (Matrix<Double>, [UInt8]) {
      let drawn = try ProceduralImages.draw(name, set: set, count: count, seed: 0)
      let size = drawn.images.count / count
      let side = name == .mnist ? 28 : 32
      let images = ByteImages(
        height: side, width: side, channels: size / side / side, order: .planar, storage: drawn.images)
      return (try Preprocessing.perImageStandardised.fitted(to: images).apply(to: images), drawn.labels)
    }
    let (training, labels) = try standardised("training", 1_000)
    let (test, expected) = try standardised("test", 200)
    // One product: these tests are compiled without optimisation.
    let similarities = test.multiplied(byTransposeOf: training)
    let right = expected.indices.count { i in
      let row = Array(similarities.row(i))
      return labels[row.indices.max { row[$0] < row[$1] } ?? 0] == expected[i]
    }
    // Chance is 0.1 with a standard error of 0.021 over 200 images.
    #expect((least...most).contains(Double(right) / 200), "accuracy \(Double(right) / 200)")
  }
}
