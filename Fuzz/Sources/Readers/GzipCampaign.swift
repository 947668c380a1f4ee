import CZlib
import Foundation

extension ReaderCampaign {
  /// An IDX file in one gzip member or in several, with the header fields and the padding that the format allows.
  static let gzip = ReaderCampaign(name: "gzip") { chance in
    let (payload, reading) = IDXInput.valid(&chance)
    var members: [[UInt8]] = []
    var rest = payload[...]
    repeat {
      let piece = rest.prefix(chance.holds(oneIn: 2) ? rest.count : chance.within(0...rest.count))
      rest = rest.dropFirst(piece.count)
      members.append(GzipInput.member(Array(piece), &chance))
    } while !rest.isEmpty
    let whole = Array(members.joined())
    switch chance.below(8) {
    case 0: return ReaderInput(bytes: whole, expectation: .reads(reading))
    case 1:
      return ReaderInput(
        bytes: whole + [UInt8](repeating: 0, count: chance.within(1...1100)), expectation: .reads(reading))
    case 2:
      let garbage =
        [UInt8](repeating: 0, count: chance.within(0...20)) + [chance.byte() | 1] + chance.bytes(chance.below(30))
      return ReaderInput(bytes: whole + garbage, expectation: .refused)
    case 3: return ReaderInput(bytes: Array(whole.dropLast(chance.within(1...whole.count))), expectation: .refused)
    default: return ReaderInput(bytes: chance.damage(whole), expectation: .readsOrRefused(reading))
    }
  } read: {
    try IDXInput.read($0)
  }
}

/// Gzip members (RFC 1952) with every optional field.
enum GzipInput {
  static func member(_ bytes: [UInt8], _ chance: inout Chance) -> [UInt8] {
    let flags = chance.holds(oneIn: 2) ? 0 : chance.byte() & 0x1E
    var file: [UInt8] = [0x1F, 0x8B, 8, flags] + chance.bytes(4) + [chance.pick([0, 2, 4]), chance.pick([3, 255])]
    if flags & 4 != 0 {
      let extra = chance.bytes(chance.below(40))
      file += [UInt8(extra.count), 0] + extra
    }
    for flag in [8, 16] as [UInt8] where flags & flag != 0 {
      file += chance.bytes(chance.below(20)).map { $0 | 1 } + [0]
    }
    if flags & 2 != 0 {
      let sum = crc32(0, file, UInt32(file.count))
      file += [UInt8(sum & 255), UInt8(sum >> 8 & 255)]
    }
    func littleEndian(_ value: UInt) -> [UInt8] { [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: value >> $0) } }
    return file + deflated(bytes, level: chance.pick([0, 1, 6, 9])) + littleEndian(crc32(0, bytes, UInt32(bytes.count)))
      + littleEndian(UInt(bytes.count))
  }

  private static func deflated(_ bytes: [UInt8], level: Int32) -> [UInt8] {
    var (stream, bytes) = (z_stream(), bytes)
    var packed = [UInt8](repeating: 0, count: bytes.count + bytes.count / 8 + 64)
    // Negative window bits: no wrapper.
    _ = deflateInit2_(
      &stream, level, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    defer { deflateEnd(&stream) }
    return bytes.withUnsafeMutableBufferPointer { source in
      packed.withUnsafeMutableBufferPointer { target in
        (stream.next_in, stream.avail_in) = (source.baseAddress, UInt32(source.count))
        (stream.next_out, stream.avail_out) = (target.baseAddress, UInt32(target.count))
        _ = deflate(&stream, Z_FINISH)
        return Array(target[..<(target.count - Int(stream.avail_out))])
      }
    }
  }
}
