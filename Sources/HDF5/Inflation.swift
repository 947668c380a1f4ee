import CZlib

/// What a zlib stream unpacks to: how much, and how it begins.
struct Inflation {
  /// nil: the stream is damaged, or cut short, or longer than asked for.
  private(set) var count: Int?
  private(set) var isTooLong = false
  private(set) var start: [UInt8] = []

  /// As many bytes as `start` has at most.
  static let startLength = 32

  /// - Complexity: linear in what is unpacked, of which one block is kept at a time.
  init(of packed: ArraySlice<UInt8>, most: Int) {
    var stream = z_stream()
    guard inflateInit_(&stream, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else { return }
    defer { inflateEnd(&stream) }
    var total = 0
    packed.withUnsafeBufferPointer { input in
      withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 1 << 16) { block in
        // zlib does not write there.
        stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
        stream.avail_in = UInt32(clamping: input.count)
        while true {
          (stream.next_out, stream.avail_out) = (block.baseAddress, UInt32(block.count))
          let status = inflate(&stream, Z_NO_FLUSH)
          let unpacked = block.count - Int(stream.avail_out)
          if total == 0 { start = Array(block.prefix(min(unpacked, Self.startLength))) }
          total += unpacked
          isTooLong = total > most
          if status == Z_STREAM_END && !isTooLong { count = total }
          if isTooLong || status != Z_OK || unpacked == 0 { return }
        }
      }
    }
  }
}
