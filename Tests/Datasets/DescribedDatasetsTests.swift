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
    let fashion = DatasetDescription.fashionMNIST.with(
      downloads: try DatasetDescription.fashionMNIST.downloads.map { download in
        let name = String(download.name.dropLast(3))
        let packed = storedGzip(small: files[name] ?? [])
        return RemoteFile(
          name: download.name, size: packed.count, sha256: try sha256(packed), mirrors: [server.address(name)])
      })
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
    var bytes: [UInt8] = []
    for k in 0..<count {
      bytes += [UInt8(k % 20), UInt8(k % 100), UInt8(truncatingIfNeeded: k)] as [UInt8]
      bytes += [UInt8](repeating: 7, count: 3071)
    }
    return bytes
  }

  @Test func recordsOfTwoLabelsAreReadByTheLabelThatIsDescribed() throws {
    try folder.write(records(5_103), to: "cifar-100-binary/train.bin")
    try folder.write(records(45), to: "cifar-100-binary/test.bin")
    let fine = try DatasetStore.load(.cifar100, from: folder.url)
    #expect((fine.training.count, fine.validation.count, fine.test.count) == (103, 5_000, 45))
    #expect(fine.training.labels == (0..<103).map { (k: Int) -> UInt8 in UInt8(k % 100) })
    #expect((0..<103).allSatisfy { Int(fine.training.images.bytes($0).first ?? 0) == $0 })
    #expect(Array(fine.training.images.bytes(102))[1...].allSatisfy { $0 == 7 })
    #expect(fine.files.map(\.name) == ["train.bin", "test.bin"])
    #expect(!fine.isVerified)

    let groups = DatasetDescription.cifar100.with(
      id: "cifar100-groups", format: .records(labelBytes: 2, label: 0), classes: 20)
    let coarse = try DatasetStore.load(groups, from: folder.url)
    #expect(coarse.test.labels == (0..<45).map { (k: Int) -> UInt8 in UInt8(k % 20) })
    #expect(coarse.description != fine.description)

    // Groups are 0 to 19: the kinds are no groups.
    let kinds = groups.with(format: .records(labelBytes: 2, label: 1))
    let failure = #expect(throws: DatasetFailure.self) { try DatasetStore.load(kinds, from: folder.url) }
    #expect(failure?.problem == .labelOutOfRange(label: 20, index: 20, classes: 20))
  }

  @Test func aSubsetHasAsManyOfEveryDescribedClass() throws {
    let labels = (0..<1_000).map { UInt8($0 % 100) }
    let subset = try Subset.balanced(
      labels: labels, count: 300, seed: 1, root: 0, classes: DatasetDescription.cifar100.classes)
    for label in 0..<100 { #expect(subset.count { labels[$0] == label } == 3) }
  }

  /// A good file of which only the packed one's digest is published is not set aside, and its like is not fetched.
  @Test func anUnpackedFashionMNISTIsLeftAlone() throws {
    let labels = idx([2], [9, 0])
    try folder.write(labels, to: "fashion-mnist/t10k-labels-idx1-ubyte")
    let server = try LocalServer { .file([], for: $0) }
    let fashion = DatasetDescription.fashionMNIST.with(
      downloads: [
        RemoteFile(
          name: "t10k-labels-idx1-ubyte.gz", size: 5_148, sha256: String(repeating: "0", count: 64),
          mirrors: [server.address("x")])
      ])
    let checked = DatasetCheck.check(fashion, in: folder.url).filter { $0.name == "t10k-labels-idx1-ubyte" }
    #expect(try checked.map(\.verdict) == [.unknown(sha256: sha256(labels))])
    #expect(try DatasetFetch.fetch(fashion, into: folder.url).isEmpty)
    #expect(try folder.read("fashion-mnist/t10k-labels-idx1-ubyte") == labels)
    #expect(server.requests.isEmpty)
  }

  @Test func aDataSetMayLieInTwoArchives() throws {
    let inside = [("train.bin", records(30)), ("test.bin", records(4))]
    let tars = Dictionary(
      uniqueKeysWithValues: inside.map { name, bytes in
        (
          name + ".tar",
          DatasetArchiveTests.Entry(name: "cifar-100-binary/" + name, bytes: bytes).block + DatasetArchiveTests.end
        )
      })
    let server = try LocalServer { .file(tars[String($0.path.dropFirst())] ?? [], for: $0) }
    let description = DatasetDescription.cifar100.with(
      // Of the test images no digest is known.
      training: .records(50_000, [.init("train.bin", sha256: try sha256(inside[0].1))]),
      test: .records(10_000, [.init("test.bin")]),
      downloads: try tars.sorted { $0.key < $1.key }.map { name, tar in
        RemoteFile(name: name, size: tar.count, sha256: try sha256(tar), mirrors: [server.address(name)])
      })
    #expect(try DatasetFetch.fetch(description, into: folder.url) == ["train.bin", "test.bin"])
    for (name, bytes) in inside { #expect(try folder.read("cifar-100-binary/" + name) == bytes) }
    // Training images that are not the official ones are set aside; the test images, of which nothing is known, stay.
    try folder.write(records(3), to: "cifar-100-binary/train.bin")
    try folder.write(records(5), to: "cifar-100-binary/test.bin")
    #expect(try DatasetFetch.fetch(description, into: folder.url) == ["train.bin"])
    #expect(try folder.read("cifar-100-binary/train.bin") == inside[0].1)
    #expect(try folder.read("cifar-100-binary/train.bin.unverified") == records(3))
    #expect(try folder.read("cifar-100-binary/test.bin") == records(5))
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.file("cifar-100-binary").path).sorted() == [
        "test.bin", "train.bin", "train.bin.unverified",
      ])
  }

  @Test func failuresNameTheCommandThatGetsTheSet() throws {
    let command = "`widelimit data fetch cifar100`"
    let failure = #expect(throws: DatasetFailure.self) { try DatasetStore.load(.cifar100, from: folder.url) }
    #expect(failure?.message.contains(command) == true)
    let checked = DatasetCheck.check(.cifar100, in: folder.url)
    #expect(DatasetCheck.failure(checked, in: folder.url)?.message.contains(command) == true)
    for case .unreadable(let failure) in checked.map(\.verdict) { #expect(failure.message.contains(command)) }
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
    let description = DatasetDescription.cifar100.with(
      training: .records(50_000, [.init("train.bin", sha256: try sha256(inside[0].1))]),
      test: .records(10_000, [.init("test.bin", sha256: try sha256(inside[1].1))]),
      downloads: [
        RemoteFile(name: "cifar-100.tar", size: tar.count, sha256: try sha256(tar), mirrors: [server.address("x")])
      ])
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
