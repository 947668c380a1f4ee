import Foundation

/// A folder that is removed when the test is over.
final class TemporaryFolder: Sendable {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appendingPathComponent("widelimit-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  func file(_ name: String) -> URL { url.appendingPathComponent(name) }

  @discardableResult
  func write(_ bytes: [UInt8], to name: String) throws -> URL {
    let url = file(name)
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: url)
    return url
  }

  func read(_ name: String) throws -> [UInt8] { Array(try Data(contentsOf: file(name))) }

  func holds(_ name: String) -> Bool { FileManager.default.fileExists(atPath: file(name).path) }
}

/// The bytes of an IDX file of unsigned bytes.
func idx(_ dimensions: [UInt32], _ bytes: [UInt8]) -> [UInt8] {
  [0, 0, 8, UInt8(dimensions.count)]
    + dimensions.flatMap { withUnsafeBytes(of: $0.bigEndian, Array.init) } + bytes
}
