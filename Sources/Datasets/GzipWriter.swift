import CZlib
import Foundation

/// Packs bytes into a gzip file, in pieces. The header carries no time and no name, so the same bytes give the same
/// file.
final class GzipWriter {
  private let file: FileWriter
  private let stream: UnsafeMutablePointer<z_stream>
  private let packed: UnsafeMutableRawBufferPointer

  init(_ file: FileWriter) throws {
    self.file = file
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    packed = .allocate(byteCount: 1 << 18, alignment: 16)
    // Level 1: the files are small and written once. 15 window bits, plus 16 for the gzip wrapper; 8 is zlib's default.
    _ = deflateInit2_(
      stream, 1, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
  }

  deinit {
    deflateEnd(stream)
    stream.deallocate()
    packed.deallocate()
  }

  func write(_ bytes: UnsafeRawBufferPointer) throws {
    var rest = bytes
    while !rest.isEmpty {
      let piece = UnsafeRawBufferPointer(rebasing: rest[..<min(rest.count, 1 << 30)])
      try deflate(piece, Z_NO_FLUSH)
      rest = UnsafeRawBufferPointer(rebasing: rest[piece.count...])
    }
  }

  func finish() throws {
    try deflate(UnsafeRawBufferPointer(start: nil, count: 0), Z_FINISH)
    try file.finish()
  }

  private func deflate(_ bytes: UnsafeRawBufferPointer, _ flush: Int32) throws {
    stream.pointee.next_in = UnsafeMutablePointer(
      mutating: bytes.baseAddress?.assumingMemoryBound(to: UInt8.self))
    stream.pointee.avail_in = UInt32(bytes.count)
    repeat {
      stream.pointee.next_out = packed.baseAddress?.assumingMemoryBound(to: UInt8.self)
      stream.pointee.avail_out = UInt32(packed.count)
      _ = CZlib.deflate(stream, flush)
      try file.write(UnsafeRawBufferPointer(rebasing: packed[..<(packed.count - Int(stream.pointee.avail_out))]))
    } while stream.pointee.avail_out == 0
  }
}
