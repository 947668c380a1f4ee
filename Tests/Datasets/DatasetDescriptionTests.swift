import Datasets
import Foundation
import Testing
import Texts

@Suite struct DatasetDescriptionTests {
  @Test func namesFindTheirDataSet() throws {
    #expect(DatasetDescription.all.map(\.id) == ["mnist", "fashion-mnist", "cifar10", "cifar100"])
    #expect(DatasetDescription.official == [.mnist, .cifar10])
    for description in DatasetDescription.all {
      #expect(DatasetDescription(id: description.id) == description)
      #expect("\(description)" == description.id)
      let text = try JSONEncoder().encode([description])
      #expect(String(decoding: text, as: UTF8.self) == "[\"\(description.id)\"]")
      #expect(try JSONDecoder().decode([DatasetDescription].self, from: text) == [description])
    }
    #expect(DatasetDescription(id: "svhn") == nil)
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode([DatasetDescription].self, from: Data("[\"svhn\"]".utf8))
    }
  }

  /// What `datasets/checksums.json` states of a data set.
  private struct Checksums: Codable, Equatable {
    var downloads: [RemoteFile]
    var unpacked: [String: String]

    init(_ description: DatasetDescription) {
      downloads = description.downloads
      unpacked = description.files.reduce(into: [:]) { $0[$1.name] = $1.sha256 }
    }
  }

  /// The file is for people and other programs; this program needs no folder to know the digests.
  @Test func theCommittedListIsTheProgramsOwn() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let data = try Data(contentsOf: root.appendingPathComponent("datasets/checksums.json"))
    let committed = try JSONDecoder().decode([String: Checksums].self, from: try StrictJSON.checked(data))
    let own = Dictionary(uniqueKeysWithValues: DatasetDescription.all.map { ($0.id, Checksums($0)) })
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let text = String(decoding: try encoder.encode(own), as: UTF8.self)
    #expect(committed == own, "datasets/checksums.json should say \(text)")
  }

  @Test(arguments: DatasetDescription.all)
  func digestsAreWellFormed(description: DatasetDescription) {
    let digests = description.downloads.compactMap(\.sha256) + description.files.compactMap(\.sha256)
    #expect(!digests.isEmpty)
    #expect(Set(digests).count == digests.count)
    for digest in digests { #expect(digest.wholeMatch(of: /[0-9a-f]{64}/) != nil) }
    for download in description.downloads { #expect(download.mirrors.allSatisfy { $0.hasSuffix("/" + download.name) }) }
  }

  @Test(arguments: [DatasetDescription.Validation.first(3), .last(3)])
  func validationImagesAreAtOneEnd(validation: DatasetDescription.Validation) {
    #expect(validation.count == 3)
    #expect(validation.range(of: 10) == (validation == .first(3) ? 0..<3 : 7..<10))
  }

  @Test func theDigestOfAFileOrOfItsOwnPackedOneVerifies() {
    let description = DatasetDescription.mnist.with(
      training: .init(count: 1, files: [.init("a", sha256: "inside"), .init("b"), .init("c")]),
      test: .init(count: 1, files: [.init("d", sha256: "deep")]),
      downloads: [
        RemoteFile(name: "a.gz", size: 1, sha256: "packed a", mirrors: []),
        RemoteFile(name: "b.gz", size: 1, sha256: "packed b", mirrors: []),
        RemoteFile(name: "c.gz", size: 1, sha256: nil, mirrors: []),
      ])
    #expect(description.verifies(name: "a", sha256: "inside") == true)
    #expect(description.verifies(name: "a", sha256: "other", packedSHA256: "packed a") == true)
    #expect(description.verifies(name: "a", sha256: "other", packedSHA256: "another") == false)
    // Another official file under this name is not the official one.
    #expect(description.verifies(name: "a", sha256: "other", packedSHA256: "packed b") == false)
    #expect(description.verifies(name: "a", sha256: "deep") == false)
    // Only the packed file's digest is known: of an unpacked copy nothing can be said.
    #expect(description.verifies(name: "b", sha256: "inside") == nil)
    #expect(description.verifies(name: "b", sha256: "inside", packedSHA256: "packed a") == false)
    #expect(description.verifies(name: "b", sha256: "inside", packedSHA256: "packed b") == true)
    #expect(description.verifies(name: "c", sha256: "inside", packedSHA256: "packed a") == nil)
    #expect(description.verifies(name: "d", sha256: "deep") == true)
  }
}
