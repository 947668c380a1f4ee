import CZlib
import Foundation

/// The unpacked bytes of a gzip file, in pieces: memory is one buffer of packed bytes, whatever the file claims to
/// hold.
///
/// The checksum and length at the end of every member are verified by zlib. Zeros after the last member, with which
/// tapes and block devices fill a file, are passed over as gzip does; other bytes there are an error.
final class GzipReader: ByteSource {
  private let file: FileReader
  private let stream: UnsafeMutablePointer<z_stream>
  private let packed: UnsafeMutableRawBufferPointer
  private var memberHasEnded = false
  private var isPadded = false

  var path: String { file.path }

  /// Deflate packs at most 258 bytes into two bits: 1032 to one.
  var largestSize: Int { file.size.multipliedReportingOverflow(by: 1032).overflow ? .max : file.size * 1032 }

  /// SHA-256 of the packed file, once the end was reached.
  var packedSHA256: String { file.sha256 }

  init(_ file: FileReader) throws {
    self.file = file
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    packed = .allocate(byteCount: 1 << 18, alignment: 16)
    // 15 window bits, plus 16 for the gzip wrapper.
    let status = inflateInit2_(stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    if status != Z_OK { throw failure(.readFailed("zlib status \(status)")) }
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
    packed.deallocate()
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    guard let destination = buffer.baseAddress, buffer.count > 0 else { return 0 }
    let room = min(buffer.count, 1 << 30)
    stream.pointee.next_out = destination.assumingMemoryBound(to: UInt8.self)
    stream.pointee.avail_out = UInt32(room)
    while stream.pointee.avail_out > 0 {
      if stream.pointee.avail_in == 0, try !refill() {
        if memberHasEnded { break }
        throw failure(.truncatedGzip)
      }
      if memberHasEnded {
        if try passPadding() { continue }
        inflateReset(stream)
        memberHasEnded = false
      }
      switch inflate(stream, Z_NO_FLUSH) {
      case Z_OK, Z_BUF_ERROR: continue
      case Z_STREAM_END: memberHasEnded = true
      default: throw failure(.corruptGzip(stream.pointee.msg.map { String(cString: $0) } ?? "invalid data"))
      }
    }
    return room - Int(stream.pointee.avail_out)
  }

  /// Passes over the zeros behind the last member; false where another member begins.
  private func passPadding() throws -> Bool {
    guard let first = stream.pointee.next_in, isPadded || first.pointee == 0 else { return false }
    isPadded = true
    let rest = UnsafeBufferPointer(start: first, count: Int(stream.pointee.avail_in))
    if rest.contains(where: { $0 != 0 }) { throw failure(.corruptGzip("bytes behind its end")) }
    stream.pointee.avail_in = 0
    return true
  }

  private func refill() throws -> Bool {
    let count = try file.read(into: packed)
    stream.pointee.next_in = packed.baseAddress?.assumingMemoryBound(to: UInt8.self)
    stream.pointee.avail_in = UInt32(count)
    return count > 0
  }
}
