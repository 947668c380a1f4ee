import Datasets
import Foundation
import TestSupport
import Testing

@Suite struct DatasetArchiveTests {
  struct Entry: Sendable {
    var name: String
    var bytes: [UInt8] = []
    var kind: Character = "0"
    var size: Int?

    /// The entry in ustar format.
    var block: [UInt8] {
      func field(_ text: String, _ length: Int) -> [UInt8] {
        Array(text.utf8.prefix(length)) + [UInt8](repeating: 0, count: max(0, length - text.utf8.count))
      }
      func octal(_ number: Int) -> String { String(number, radix: 8) }
      let size = String(repeating: "0", count: 11 - octal(size ?? bytes.count).count) + octal(size ?? bytes.count)
      var header = field(name, 100) + field("0000644", 8) + field("0000000", 8) + field("0000000", 8)
      header += field(size, 12) + field("00000000000", 12) + field("        ", 8) + field(String(kind), 1)
      header += field("data_batch_1.bin", 100) + field("ustar", 6) + field("00", 2) + field("", 247)
      let sum = octal(header.reduce(0) { $0 + Int($1) })
      header.replaceSubrange(148..<156, with: field(String(repeating: "0", count: 6 - sum.count) + sum + "\0 ", 8))
      return header + bytes + [UInt8](repeating: 0, count: (512 - bytes.count % 512) % 512)
    }
  }

  static let names = (1...5).map { "data_batch_\($0).bin" } + ["test_batch.bin"]
  static let batches = names.enumerated().map { k, name in
    Entry(name: "cifar-10-batches-bin/" + name, bytes: [UInt8](repeating: UInt8(k), count: 3073))
  }
  static let official =
    [Entry(name: "cifar-10-batches-bin/", kind: "5"), Entry(name: "pax", bytes: Array("9 a=b\n".utf8), kind: "x")]
    + batches + [
      Entry(name: "cifar-10-batches-bin/batches.meta.txt", bytes: Array("airplane\n".utf8)),
      Entry(name: "./cifar-10-batches-bin/readme.html", bytes: Array("<p>".utf8)),
      Entry(name: "cifar-10-batches-bin/extra.txt", bytes: Array("not taken".utf8)),
      Entry(name: "data_batch_1.bin", bytes: Array("not taken".utf8)),
    ]
  static let downloads = "cifar-10-batches-bin/.widelimit-download"
  static let end = [UInt8](repeating: 0, count: 1024)

  private let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  /// Fetches `tar` from a server; its own digest is right, so that unpacking alone decides.
  private func fetch(_ tar: [UInt8], digests: [String: String] = [:]) throws {
    let packed = storedGzip(tar)
    let server = try LocalServer { .file(packed, for: $0) }
    let description = Self.cifar10(digests).with(
      downloads: [
        RemoteFile(
          name: "cifar-10-binary.tar.gz", size: packed.count, sha256: try sha256(packed),
          mirrors: [server.address("cifar-10-binary.tar.gz")])
      ])
    try DatasetFetch.fetch(description, into: folder.url)
  }

  /// CIFAR-10 with other digests.
  private static func cifar10(_ digests: [String: String]) -> DatasetDescription {
    func split(_ split: DatasetDescription.Split) -> DatasetDescription.Split {
      .records(split.count, split.files.map { .init($0.name, sha256: digests[$0.name]) })
    }
    let official = DatasetDescription.cifar10
    return official.with(training: split(official.training), test: split(official.test))
  }

  private var contents: Set<String> {
    get throws {
      Set(try FileManager.default.subpathsOfDirectory(atPath: folder.url.path)).subtracting(["cifar-10-batches-bin"])
    }
  }

  /// An archive that the user has put beside the files is neither read nor removed, and a text not replaced.
  @Test func filesOfTheUsersStay() throws {
    let own = ["cifar-10-binary.tar.gz", "readme.html"].map { "cifar-10-batches-bin/" + $0 }
    for name in own { try folder.write([1, 2, 3], to: name) }
    try fetch(Self.official.flatMap(\.block) + Self.end)
    for name in own { #expect(try folder.read(name) == [1, 2, 3]) }
    #expect(folder.holds("cifar-10-batches-bin/data_batch_1.bin"))
    #expect(!folder.holds("cifar-10-batches-bin/.widelimit-download"))
  }

  @Test func theEightFilesAreTaken() throws {
    let digests = try Dictionary(
      uniqueKeysWithValues: zip(Self.names, Self.batches).map { ($0, try sha256($1.bytes)) })
    try fetch(Self.official.flatMap(\.block) + Self.end, digests: digests)
    #expect(
      try contents
        == Set((Self.names + ["batches.meta.txt", "readme.html"]).map { "cifar-10-batches-bin/" + $0 }))
    for (name, batch) in zip(Self.names, Self.batches) {
      #expect(try folder.read("cifar-10-batches-bin/" + name) == batch.bytes)
    }
    let description = Self.cifar10(digests)
    #expect(DatasetCheck.check(description, in: folder.url).allSatisfy { $0.isVerified })
    #expect(try DatasetFetch.fetch(description, into: folder.url).isEmpty)
  }

  struct Evil: CustomTestStringConvertible, Sendable {
    var testDescription: String
    var tar: [UInt8]
    var problem: DatasetFailure.Problem

    init(_ description: String, _ entries: [Entry], _ problem: DatasetFailure.Problem) {
      (testDescription, tar, self.problem) = (description, entries.flatMap(\.block) + DatasetArchiveTests.end, problem)
    }

    init(_ description: String, tar: [UInt8], _ problem: DatasetFailure.Problem) {
      (testDescription, self.tar, self.problem) = (description, tar, problem)
    }
  }

  static let evil: [Evil] = [
    Evil(
      "a path upwards", official + [Entry(name: "cifar-10-batches-bin/../../a")],
      .unsafeEntry("cifar-10-batches-bin/../../a")),
    Evil("an absolute path", official + [Entry(name: "/tmp/a")], .unsafeEntry("/tmp/a")),
    Evil(
      "a symbolic link", [Entry(name: "cifar-10-batches-bin/data_batch_1.bin", kind: "2")] + official,
      .unsafeEntry("cifar-10-batches-bin/data_batch_1.bin")),
    Evil(
      "a hard link", official + [Entry(name: "cifar-10-batches-bin/link", kind: "1")],
      .unsafeEntry("cifar-10-batches-bin/link")),
    Evil(
      "a device", official + [Entry(name: "cifar-10-batches-bin/a", kind: "3")], .unsafeEntry("cifar-10-batches-bin/a")),
    Evil(
      "a huge batch", [Entry(name: "cifar-10-batches-bin/data_batch_1.bin", size: 30_730_001)],
      .entryTooLarge(name: "data_batch_1.bin", size: 30_730_001)),
    Evil(
      "a huge text", [Entry(name: "cifar-10-batches-bin/readme.html", size: 1 << 17)],
      .entryTooLarge(name: "readme.html", size: 1 << 17)),
    Evil("a huge stranger", [Entry(name: "movie", size: 1 << 32)], .entryTooLarge(name: "movie", size: 1 << 32)),
    Evil("a batch too few", batches.dropLast(), .missingEntry("test_batch.bin")),
    Evil("a batch twice", batches + [batches[2]], .corruptArchive("data_batch_3.bin twice")),
    Evil("no end", tar: official.flatMap(\.block), .corruptArchive("it ends without an end mark")),
    Evil(
      "an end inside a file", tar: Array(batches.flatMap(\.block).dropLast(600)),
      .corruptArchive("it ends inside cifar-10-batches-bin/test_batch.bin")),
    Evil(
      "a changed header", tar: corrupt(official.flatMap(\.block) + end, at: 3), .corruptArchive("wrong header checksum")
    ),
    Evil(
      "no archive", tar: [UInt8](repeating: 65, count: 2048), .corruptArchive("a number that is not octal")),
  ]

  @Test(arguments: evil)
  func archivesThatAreNotRightLeaveNothing(_ evil: Evil) throws {
    let failure = #expect(throws: DatasetFailure.self) { try fetch(evil.tar) }
    let archive = "\(Self.downloads)/cifar-10-binary.tar.gz"
    #expect(failure == DatasetFailure(path: folder.file(archive).path, problem: evil.problem, dataset: "cifar10"))
    #expect(failure?.exitStatus == .badData)
    expectOneLine(failure, naming: folder.file(archive).path)
    #expect(try contents == [Self.downloads, archive])
  }

  @Test func aBatchWithAnotherDigestIsRefused() throws {
    let expected = String(repeating: "0", count: 64)
    let failure = #expect(throws: DatasetFailure.self) {
      try fetch(Self.official.flatMap(\.block) + Self.end, digests: ["data_batch_4.bin": expected])
    }
    let found = try sha256(Self.batches[3].bytes)
    #expect(failure?.problem == .wrongDigest(found: found, expected: expected))
    #expect(try contents == [Self.downloads, "\(Self.downloads)/cifar-10-binary.tar.gz"])
  }
}
