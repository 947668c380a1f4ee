/// What shows that a tile is on the disk as it was written: a sum over its pieces, each a run of bytes at a place of
/// the file, so that they may come in any order and from several threads.
///
/// Made to notice what a power failure leaves, zeros and older data, at the speed of memory; not against an adversary.
package struct TileChecksum: Sendable, Equatable {
  package private(set) var value: UInt64 = 0

  private static let factor: UInt64 = 0x9E37_79B9_7F4A_7C15

  /// Adds `bytes`, which lie at `place` of the file.
  package mutating func add(_ bytes: UnsafeRawBufferPointer, at place: Int) {
    var lanes = SIMD4<UInt64>(1, 2, 3, 4) &* SIMD4(repeating: Self.factor ^ UInt64(place))
    let blocks = bytes.count / 32
    for k in 0..<blocks {
      lanes = (lanes ^ bytes.loadUnaligned(fromByteOffset: 32 * k, as: SIMD4<UInt64>.self)) &* Self.factor
      lanes ^= lanes &>> 29
    }
    for k in 32 * blocks..<bytes.count {
      lanes[k & 3] = (lanes[k & 3] ^ UInt64(bytes[k])) &* Self.factor
    }
    var sum: UInt64 = 0
    for lane in 0..<4 { sum = (sum ^ lanes[lane] ^ lanes[lane] &>> 32) &* Self.factor }
    value &+= sum
  }

  package static func + (first: TileChecksum, second: TileChecksum) -> TileChecksum {
    TileChecksum(value: first.value &+ second.value)
  }

  package var text: String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  package init() {}
  private init(value: UInt64) { self.value = value }

  /// What `text` was; nil for what is no such text.
  package init?(_ text: some StringProtocol) {
    guard text.utf8.count == 16, let value = UInt64(text, radix: 16) else { return nil }
    self.value = value
  }
}
