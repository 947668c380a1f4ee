import Foundation
import TestSupport

/// Files of bytes in a scratch folder.
extension ScratchFolder {
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
