import Foundation
import Testing

/// Who downloads the official files must find the recorded numbers to be of his own data.
@Suite("Recorded runs are of the official files") struct RecordedDigestsTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  private static let folder = root.appendingPathComponent("results/reference/recorded")

  /// Paths below `folder`, `tier/paper/artefact.json`.
  static let recorded =
    (try? FileManager.default.subpathsOfDirectory(atPath: folder.path))?.filter { $0.hasSuffix(".json") }.sorted() ?? []

  private struct Run: Decodable {
    struct Identity: Decodable {
      var datasetDigests: [String: String]
      var isProcedural: Bool
    }
    var identity: Identity
  }

  private struct Checksums: Decodable {
    var unpacked: [String: String]
  }

  /// The official digests by `dataset/file`.
  private static func official() throws -> [String: String] {
    let data = try Data(contentsOf: root.appendingPathComponent("datasets/checksums.json"))
    return try JSONDecoder().decode([String: Checksums].self, from: data).reduce(into: [:]) { digests, entry in
      for (name, sha256) in entry.value.unpacked { digests["\(entry.key)/\(name)"] = sha256 }
    }
  }

  @Test func thereAreSome() { #expect(Self.recorded.count > 50) }

  @Test(arguments: recorded)
  func everyDigestIsTheOfficialOne(path: String) throws {
    let official = try Self.official()
    let data = try Data(contentsOf: Self.folder.appendingPathComponent(path))
    for run in try JSONDecoder().decode([Run].self, from: data) where !run.identity.isProcedural {
      let other = run.identity.datasetDigests.filter { official[$0.key] != $0.value }.keys.sorted()
      #expect(other.isEmpty, "\(path) was recorded on other bytes: \(other); record it anew on the official files")
    }
  }
}
