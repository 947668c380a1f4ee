import Datasets
import Foundation
import Inputs
import TestSupport
import Testing

@Suite struct DatasetStoreTests {
  /// MNIST with images of 2 × 2 pixels.
  static let tiny = DatasetDescription.mnist.with(
    shape: DatasetDescription.Shape(height: 2, width: 2, channels: 1))

  /// A small MNIST: 10,020 training images of 2 × 2 pixels that count upwards, 30 test images.
  private func writeMNIST(_ folder: ScratchFolder, change: (inout [String: [UInt8]]) -> Void = { _ in }) throws {
    var files = [
      "train-images-idx3-ubyte": idx([10_020, 2, 2], (0..<40_080).map { UInt8(truncatingIfNeeded: $0 / 4) }),
      "train-labels-idx1-ubyte": idx([10_020], (0..<10_020).map { UInt8($0 % 10) }),
      "t10k-images-idx3-ubyte": idx([30, 2, 2], [UInt8](repeating: 9, count: 120)),
      "t10k-labels-idx1-ubyte": idx([30], (0..<30).map { UInt8($0 % 10) }),
    ]
    change(&files)
    for (name, bytes) in files { try folder.write(bytes, to: "mnist/" + name) }
  }

  @Test(arguments: [".idx", ".idx .gz", "-idx .gz"]) func otherSpellingsAreRead(spelling: String) throws {
    let folder = try ScratchFolder()
    try writeMNIST(folder)
    let parts = spelling.split(separator: " ").map(String.init)
    let names = ["train-images-idx3", "train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1"].map { $0 + "-ubyte" }
    for name in names {
      var bytes = try folder.read("mnist/" + name)
      if parts.count == 2 {
        bytes = stride(from: 0, to: bytes.count, by: 65_000).flatMap {
          storedGzip(bytes[$0..<min($0 + 65_000, bytes.count)])
        }
      }
      let spelled = name.replacingOccurrences(of: "-idx", with: parts[0]) + parts.dropFirst().joined()
      try folder.write(bytes, to: "mnist/" + spelled)
      try FileManager.default.removeItem(at: folder.file("mnist/" + name))
    }
    #expect(try DatasetStore.load(Self.tiny, from: folder.url).files.map(\.name) == names)
  }

  @Test func torchvisionsFolderIsRead() throws {
    let folder = try ScratchFolder()
    try writeMNIST(folder)
    try FileManager.default.createDirectory(at: folder.file("MNIST"), withIntermediateDirectories: true)
    try FileManager.default.moveItem(at: folder.file("mnist"), to: folder.file("MNIST/raw"))
    #expect(try DatasetStore.load(Self.tiny, from: folder.url).test.count == 30)
    let checked = DatasetCheck.check(Self.tiny, in: folder.url)
    #expect(checked.allSatisfy { $0.path.contains("/MNIST/raw/") && !$0.isVerified })
    // The official place comes first.
    try writeMNIST(folder)
    #expect(DatasetCheck.check(Self.tiny, in: folder.url).allSatisfy { $0.path.contains("/mnist/") })
  }

  @Test func mnistValidatesOnItsFirstImages() throws {
    let folder = try ScratchFolder()
    try writeMNIST(folder)
    let dataset = try DatasetStore.load(Self.tiny, from: folder.url)
    #expect((dataset.training.count, dataset.validation.count, dataset.test.count) == (20, 10_000, 30))
    #expect(dataset.training.images.bytes(0).first == UInt8(truncatingIfNeeded: 10_000))
    #expect(Array(dataset.validation.images.bytes(3)) == [3, 3, 3, 3])
    #expect(dataset.training.labels == (0..<20).map { (k: Int) -> UInt8 in UInt8(k % 10) })
    #expect(dataset.training.images.storage.count == 40_080)
    #expect(!dataset.isProcedural)
    #expect(!dataset.isVerified)
    #expect(
      dataset.files.map(\.name) == [
        "train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte",
      ])
  }

  @Test func compressedFilesStandInForPlainOnes() throws {
    let folder = try ScratchFolder()
    try writeMNIST(folder)
    let plain = try DatasetStore.load(Self.tiny, from: folder.url)
    let images = try IDXFile(contentsOf: folder.file("mnist/train-images-idx3-ubyte"))
    try IDXFile.write(
      images.bytes, dimensions: images.dimensions, to: folder.file("mnist/train-images-idx3-ubyte.gz"))
    try FileManager.default.removeItem(at: folder.file("mnist/train-images-idx3-ubyte"))
    #expect(try DatasetStore.load(Self.tiny, from: folder.url).files == plain.files)
  }

  struct BadFolder: CustomTestStringConvertible, Sendable {
    var testDescription: String
    var file: String
    var problem: DatasetFailure.Problem
    var change: @Sendable (inout [String: [UInt8]]) -> Void
  }

  static let badFolders: [BadFolder] = [
    BadFolder(
      testDescription: "image and label counts differ", file: "mnist/t10k-images-idx3-ubyte",
      problem: .countsDiffer(images: 30, labels: 29, labelFile: "t10k-labels-idx1-ubyte")
    ) { $0["t10k-labels-idx1-ubyte"] = idx([29], [UInt8](repeating: 1, count: 29)) },
    BadFolder(
      testDescription: "label above nine", file: "mnist/t10k-labels-idx1-ubyte",
      problem: .labelOutOfRange(label: 10, index: 29, classes: 10)
    ) { $0["t10k-labels-idx1-ubyte"] = idx([30], [UInt8](repeating: 1, count: 29) + [10]) },
    BadFolder(
      testDescription: "images without a height", file: "mnist/t10k-images-idx3-ubyte",
      problem: .wrongDimensions(found: [30, 4], expected: "images × 2 × 2")
    ) { $0["t10k-images-idx3-ubyte"] = idx([30, 4], [UInt8](repeating: 1, count: 120)) },
    BadFolder(
      testDescription: "labels of two dimensions", file: "mnist/t10k-labels-idx1-ubyte",
      problem: .wrongDimensions(found: [30, 1], expected: "one dimension of labels")
    ) { $0["t10k-labels-idx1-ubyte"] = idx([30, 1], [UInt8](repeating: 1, count: 30)) },
    BadFolder(
      testDescription: "test images of another size", file: "mnist/t10k-images-idx3-ubyte",
      problem: .wrongDimensions(found: [30, 1, 4], expected: "images × 2 × 2")
    ) { $0["t10k-images-idx3-ubyte"] = idx([30, 1, 4], [UInt8](repeating: 1, count: 120)) },
    BadFolder(testDescription: "a file too few", file: "mnist/train-labels-idx1-ubyte", problem: .missing) {
      $0["train-labels-idx1-ubyte"] = nil
    },
    BadFolder(
      testDescription: "nothing left to train on", file: "mnist",
      problem: .tooFewForValidation(images: 30, validation: 10_000)
    ) {
      $0["train-images-idx3-ubyte"] = $0["t10k-images-idx3-ubyte"]
      $0["train-labels-idx1-ubyte"] = $0["t10k-labels-idx1-ubyte"]
    },
  ]

  @Test(arguments: badFolders)
  func badFoldersAreRefused(_ bad: BadFolder) throws {
    let folder = try ScratchFolder()
    try writeMNIST(folder, change: bad.change)
    let failure = #expect(throws: DatasetFailure.self) { try DatasetStore.load(Self.tiny, from: folder.url) }
    #expect(failure == DatasetFailure(path: folder.file(bad.file).path, problem: bad.problem, dataset: "mnist"))
    #expect(failure?.exitStatus == (bad.problem == .missing ? .inputMissing : .badData))
    expectOneLine(failure, naming: folder.file(bad.file).path)
  }

  @Test func aFileInPlaceOfTheFolderIsNamed() throws {
    let folder = try ScratchFolder()
    try folder.write([1], to: "mnist")
    let failure = #expect(throws: DatasetFailure.self) { try DatasetStore.load(Self.tiny, from: folder.url) }
    #expect(failure == DatasetFailure(path: folder.file("mnist").path, problem: .notFolder, dataset: "mnist"))
  }

  /// A small CIFAR-10: five batches of 1,010 images and a test batch of 3; the first pixel counts the images.
  private func writeCIFAR(_ folder: ScratchFolder) throws {
    func batch(_ first: Int, _ count: Int) -> [UInt8] {
      (first..<first + count).flatMap { k in
        [UInt8(k % 10), UInt8(truncatingIfNeeded: k)] + [UInt8](repeating: 7, count: 3071)
      }
    }
    for k in 0..<5 { try folder.write(batch(1_010 * k, 1_010), to: "cifar-10-batches-bin/data_batch_\(k + 1).bin") }
    try folder.write(batch(0, 3), to: "cifar-10-batches-bin/test_batch.bin")
  }

  @Test func cifarValidatesOnItsLastImages() throws {
    let folder = try ScratchFolder()
    try writeCIFAR(folder)
    let dataset = try DatasetStore.load(.cifar10, from: folder.url)
    #expect((dataset.training.count, dataset.validation.count, dataset.test.count) == (50, 5_000, 3))
    #expect(dataset.training.labels == (0..<50).map { (k: Int) -> UInt8 in UInt8(k % 10) })
    #expect((0..<50).allSatisfy { Int(dataset.training.images.bytes($0).first ?? 0) == $0 })
    for k in [0, 959, 960, 2_500, 4_999] {
      #expect(Array(dataset.validation.images.bytes(k))[..<2] == [UInt8(truncatingIfNeeded: 50 + k), 7])
    }
    #expect(dataset.training.images.order == .planar)
  }
}
