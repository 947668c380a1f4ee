import Foundation

extension IDXFile {
  /// Writes bytes with their dimensions, gzip-compressed where the name ends in `.gz`. The file appears only when
  /// complete.
  ///
  /// - Throws: `DatasetFailure`.
  public static func write(_ bytes: [UInt8], dimensions: [Int], to url: URL) throws {
    precondition(dimensions.reduce(1, *) == bytes.count, "the dimensions multiply to the number of bytes")
    var header: [UInt8] = [0, 0, 0x08, UInt8(dimensions.count)]
    for dimension in dimensions { withUnsafeBytes(of: UInt32(dimension).bigEndian) { header += $0 } }
    let file = try FileWriter(url)
    if url.pathExtension == "gz" {
      let gzip = try GzipWriter(file)
      try header.withUnsafeBytes { try gzip.write($0) }
      try bytes.withUnsafeBytes { try gzip.write($0) }
      try gzip.finish()
    } else {
      try header.withUnsafeBytes { try file.write($0) }
      try bytes.withUnsafeBytes { try file.write($0) }
      try file.finish()
    }
  }
}
