import Testing
import UserData

@Suite struct TileChecksumTests {
  private func sum(_ pieces: [(bytes: [UInt8], place: Int)]) -> TileChecksum {
    pieces.reduce(TileChecksum()) { sum, piece in
      var one = TileChecksum()
      piece.bytes.withUnsafeBytes { one.add($0, at: piece.place) }
      return sum + one
    }
  }

  @Test func anyOrderGivesTheSame() {
    let pieces = (0..<20).map { k in (bytes: (0..<100 + k).map { UInt8(($0 * 37 + k) % 251) }, place: 1000 * k) }
    #expect(sum(pieces) == sum(pieces.reversed()))
  }

  /// Also zeros in place of it, and the same bytes elsewhere.
  @Test(arguments: [1, 31, 32, 33, 100, 4096]) func whateverIsOtherGivesAnother(count: Int) {
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ 7) }
    let right = sum([(bytes, 64)])
    #expect(sum([(bytes, 128)]) != right)
    #expect(sum([(Array(repeating: 0, count: count), 64)]) != right)
    for place in Set([0, count / 2, count - 1]) {
      for bit in 0..<8 {
        var other = bytes
        other[place] ^= 1 << UInt8(bit)
        #expect(sum([(other, 64)]) != right)
      }
    }
    #expect(TileChecksum(right.text) == right && TileChecksum("12") == nil)
  }
}
