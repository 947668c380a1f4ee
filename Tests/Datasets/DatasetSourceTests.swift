import Datasets
import Foundation
import Testing

@Suite struct DatasetSourceTests {
  /// `datasets/checksums.json` is for people and other programs; this program needs no folder to know the digests.
  @Test func theCommittedListIsTheProgramsOwn() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let data = try Data(contentsOf: root.appendingPathComponent("datasets/checksums.json"))
    let committed = try JSONDecoder().decode([String: DatasetSource].self, from: data)
    #expect(committed == Dictionary(uniqueKeysWithValues: DatasetName.allCases.map { ($0.rawValue, $0.source) }))
  }

  @Test(arguments: DatasetName.allCases)
  func digestsAreWellFormed(name: DatasetName) {
    let source = name.source
    let digests = source.downloads.map(\.sha256) + source.unpacked.values
    #expect(Set(digests).count == digests.count)
    for digest in digests { #expect(digest.wholeMatch(of: /[0-9a-f]{64}/) != nil) }
    for download in source.downloads { #expect(download.mirrors.allSatisfy { $0.hasSuffix("/" + download.name) }) }
  }

  @Test func anUnpackedOrAPackedDigestVerifies() {
    let source = DatasetSource(
      downloads: [RemoteFile(name: "a.gz", size: 1, sha256: "packed", mirrors: [])], unpacked: ["a": "inside"])
    #expect(source.verifies(name: "a", sha256: "inside"))
    #expect(source.verifies(name: "a", sha256: "other", packedSHA256: "packed"))
    #expect(!source.verifies(name: "a", sha256: "other", packedSHA256: "another"))
    #expect(!source.verifies(name: "b", sha256: "inside"))
  }
}
