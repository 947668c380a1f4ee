import Datasets
import Foundation
import TestSupport
import Testing

/// Data sets that no other line of the program knows: their descriptions are all there is.
@Suite struct DescribedDatasetsTests {
  private let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  /// Fashion-MNIST has MNIST's files, with other bytes in them.
  @Test func fashionMNISTDiffersFromMNISTInDigestsOnly() throws {
    let training = 10_003
    let files = [
      "train-images-idx3-ubyte": idx([10_003, 28, 28], [UInt8](repeating: 1, count: training * 784)),
      "train-labels-idx1-ubyte": idx([10_003], (0..<training).map { UInt8($0 % 10) }),
      "t10k-images-idx3-ubyte": idx([2, 28, 28], [UInt8](repeating: 2, count: 2 * 784)),
      "t10k-labels-idx1-ubyte": idx([2], [9, 0]),
    ]
    let server = try LocalServer { request in
      .file(storedGzip(small: files[String(request.path.dropFirst())] ?? []), for: request)
    }
    var fashion = DatasetDescription.fashionMNIST
    fashion.downloads = try fashion.downloads.map { download in
      let name = String(download.name.dropLast(3))
      let packed = storedGzip(small: files[name] ?? [])
      return RemoteFile(
        name: download.name, size: packed.count, sha256: try sha256(packed), mirrors: [server.address(name)])
    }
    #expect(try DatasetFetch.fetch(fashion, into: folder.url).count == 4)
    #expect(folder.holds("fashion-mnist/train-images-idx3-ubyte.gz"))
    #expect(DatasetCheck.check(fashion, in: folder.url).allSatisfy { $0.isVerified })
    let dataset = try DatasetStore.load(fashion, from: folder.url)
    #expect(dataset.isVerified)
    #expect(dataset.description == .fashionMNIST)
    #expect((dataset.training.count, dataset.validation.count, dataset.test.count) == (3, 10_000, 2))
    #expect(dataset.test.labels == [9, 0])
    // To the official digests, as to MNIST's, these are other files.
    #expect(try !DatasetStore.load(.fashionMNIST, from: folder.url).isVerified)
  }

  /// Records of group, kind and image; the first byte of an image counts the images.
  private func records(_ count: Int) -> [UInt8] {
    (0..<count).flatMap { k in
      [UInt8(k % 20), UInt8(k % 100), UInt8(truncatingIfNeeded: k)] + [UInt8](repeating: 7, count: 3071)
    }
  }

  @Test func recordsOfTwoLabelsAreReadByTheLabelThatIsDescribed() throws {
    try folder.write(records(5_103), to: "cifar-100-binary/train.bin")
    try folder.write(records(45), to: "cifar-100-binary/test.bin")
    let fine = try DatasetStore.load(.cifar100, from: folder.url)
    #expect((fine.training.count, fine.validation.count, fine.test.count) == (103, 5_000, 45))
    #expect(fine.training.labels == (0..<103).map { UInt8($0 % 100) })
    #expect((0..<103).allSatisfy { Int(fine.training.images.bytes($0).first ?? 0) == $0 })
    #expect(Array(fine.training.images.bytes(102))[1...].allSatisfy { $0 == 7 })
    #expect(fine.files.map(\.name) == ["train.bin", "test.bin"])
    #expect(!fine.isVerified)

    var groups = DatasetDescription.cifar100
    (groups.id, groups.format, groups.classes) = ("cifar100-groups", .records(labelBytes: 2, label: 0), 20)
    let coarse = try DatasetStore.load(groups, from: folder.url)
    #expect(coarse.test.labels == (0..<45).map { UInt8($0 % 20) })
    #expect(coarse.description != fine.description)

    // Groups are 0 to 19: the kinds are no groups.
    groups.format = .records(labelBytes: 2, label: 1)
    let failure = #expect(throws: DatasetFailure.self) { try DatasetStore.load(groups, from: folder.url) }
    #expect(failure?.problem == .labelOutOfRange(label: 20, index: 20, classes: 20))
  }

  @Test func aSubsetHasAsManyOfEveryDescribedClass() throws {
    let labels = (0..<1_000).map { UInt8($0 % 100) }
    let subset = try Subset.balanced(
      labels: labels, count: 300, seed: 1, root: 0, classes: DatasetDescription.cifar100.classes)
    for label in 0..<100 { #expect(subset.count { labels[$0] == label } == 3) }
  }

  @Test func anArchiveIsUnpackedAsDescribed() throws {
    let inside = [("train.bin", records(30)), ("test.bin", records(4))]
    let entries =
      inside.map { DatasetArchiveTests.Entry(name: "cifar-100-binary/" + $0.0, bytes: $0.1) } + [
        DatasetArchiveTests.Entry(name: "cifar-100-binary/fine_label_names.txt", bytes: Array("apple\n".utf8)),
        DatasetArchiveTests.Entry(name: "cifar-10-batches-bin/data_batch_1.bin", bytes: [1]),
      ]
    let tar = entries.flatMap(\.block) + DatasetArchiveTests.end
    let server = try LocalServer { .file(tar, for: $0) }
    var description = DatasetDescription.cifar100
    description.training.files = [.init("train.bin", sha256: try sha256(inside[0].1))]
    description.test.files = [.init("test.bin", sha256: try sha256(inside[1].1))]
    description.downloads = [
      RemoteFile(name: "cifar-100.tar", size: tar.count, sha256: try sha256(tar), mirrors: [server.address("x")])
    ]
    #expect(try DatasetFetch.fetch(description, into: folder.url) == ["train.bin", "test.bin"])
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.file("cifar-100-binary").path).sorted() == [
        "fine_label_names.txt", "test.bin", "train.bin",
      ])
    #expect(DatasetCheck.check(description, in: folder.url).allSatisfy { $0.isVerified })
    #expect(try DatasetFetch.fetch(description, into: folder.url).isEmpty)
  }
}

/// Gzip of any length: members of stored blocks, one behind the other.
private func storedGzip(small bytes: [UInt8]) -> [UInt8] {
  stride(from: 0, to: bytes.count, by: 65_000).flatMap { storedGzip(bytes[$0..<min($0 + 65_000, bytes.count)]) }
}
