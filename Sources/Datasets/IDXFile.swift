import Foundation
import Randomness

/// An IDX file of unsigned bytes, plain or gzip-compressed (told by its first bytes, not by its name).
///
/// Layout: two zero bytes, the type code (0x08: unsigned byte), the number of dimensions, every dimension as a
/// big-endian 32-bit integer, then the bytes in row-major order.
public struct IDXFile: Sendable {
  public let dimensions: [Int]
  public let bytes: [UInt8]
  /// SHA-256 of the unpacked file.
  public let sha256: String
  /// SHA-256 of the file as it lies on disk, where that is compressed.
  public let packedSHA256: String?

  /// Reads a whole file.
  ///
  /// The header is checked against the size of the file before memory is asked for, and memory grows with the bytes
  /// that are really there: a header that lies costs nothing.
  ///
  /// - Throws: `DatasetFailure`.
  /// - Complexity: one pass; memory is the bytes as stored.
  public init(contentsOf url: URL) throws {
    let file = try FileReader(url)
    let gzip = file.isGzip ? try GzipReader(file) : nil
    let source: any ByteSource = gzip ?? file
    var hash = SHA256()
    let header = try Self.header(of: source, hash: &hash)
    dimensions = header.dimensions
    bytes = try Self.body(of: source, count: header.itemCount, headerSize: header.size, hash: &hash)
    sha256 = hash.digest().hexadecimal
    packedSHA256 = gzip?.packedSHA256
  }

  private struct Header {
    var dimensions: [Int]
    var itemCount: Int
    var size: Int { 4 + 4 * dimensions.count }
  }

  private static func header(of source: any ByteSource, hash: inout SHA256) throws -> Header {
    var size = 0
    func bigEndian() throws -> UInt32 {
      var word: UInt32 = 0
      let count = try withUnsafeMutableBytes(of: &word) { bytes in
        let count = try source.fill(bytes)
        hash.update(UnsafeRawBufferPointer(bytes))
        return count
      }
      size += count
      if count < 4 { throw source.failure(.shortHeader(bytes: size)) }
      return UInt32(bigEndian: word)
    }
    let magic = try bigEndian()
    if magic >> 16 != 0 || magic & 0xFF == 0 { throw source.failure(.wrongMagicNumber(magic)) }
    if magic >> 8 != 0x08 { throw source.failure(.wrongTypeCode(UInt8(magic >> 8))) }
    let dimensions = try (0..<Int(magic & 0xFF)).map { _ in Int(try bigEndian()) }
    if dimensions.contains(0) { throw source.failure(.empty) }
    var count = 1
    for dimension in dimensions {
      let (product, overflow) = count.multipliedReportingOverflow(by: dimension)
      if overflow { throw source.failure(.impossibleHeader) }
      count = product
    }
    return Header(dimensions: dimensions, itemCount: count)
  }

  private static func body(
    of source: any ByteSource, count: Int, headerSize: Int, hash: inout SHA256
  ) throws -> [UInt8] {
    if let file = source as? FileReader {
      let found = file.size - headerSize
      if found < count { throw source.failure(.tooFewBytes(expected: count, found: found)) }
      if found > count { throw source.failure(.tooManyBytes(expected: count)) }
    } else if count > source.largestSize {
      throw source.failure(.impossibleHeader)
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(min(count, 1 << 26))
    let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 64)
    defer { chunk.deallocate() }
    while bytes.count < count {
      let wanted = UnsafeMutableRawBufferPointer(rebasing: chunk[..<min(chunk.count, count - bytes.count)])
      let read = UnsafeRawBufferPointer(rebasing: wanted[..<(try source.fill(wanted))])
      if read.isEmpty { throw source.failure(.tooFewBytes(expected: count, found: bytes.count)) }
      hash.update(read)
      bytes.append(contentsOf: read)
    }
    if try source.fill(UnsafeMutableRawBufferPointer(rebasing: chunk[..<1])) != 0 {
      throw source.failure(.tooManyBytes(expected: count))
    }
    return bytes
  }
}
