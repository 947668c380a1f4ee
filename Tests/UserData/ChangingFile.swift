import Foundation
import HDF5

/// A file that somebody changes while it is read: in place, as `cp` and memory maps do.
struct ChangingFile {
  let url: URL
  private let bytes: Data

  init(_ url: URL) throws {
    self.url = url
    bytes = try Data(contentsOf: url)
  }

  /// Replaces the last number of an array that lies at the end of the file, and keeps the file's length.
  func changeLastNumber() throws {
    let number = withUnsafeBytes(of: 0.25.bitPattern.littleEndian) { Data($0) }
    try write(number, at: bytes.count - number.count)
  }

  func restore() throws {
    try write(bytes, at: 0)
    try cut(to: bytes.count)
  }

  func cut(to count: Int) throws {
    let handle = try FileHandle(forWritingTo: url)
    try handle.truncate(atOffset: UInt64(count))
    try handle.close()
  }

  /// Another time, and the same numbers.
  func touch() throws {
    try FileManager.default.setAttributes([.modificationDate: Date(timeIntervalSince1970: 1e9)], ofItemAtPath: url.path)
  }

  private func write(_ data: Data, at offset: Int) throws {
    let handle = try FileHandle(forWritingTo: url)
    try handle.seek(toOffset: UInt64(offset))
    try handle.write(contentsOf: data)
    try handle.close()
  }
}
