/// Philox4x32-10: a bijection of 128-bit counters for every 64-bit key, whose outputs pass as random.
///
/// Source: Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3" (SC 2011).
public enum Philox4x32 {
  /// The 128 random bits that belong to `counter` under `key`.
  ///
  /// - Complexity: 20 multiplications of 32 bits.
  public static func block(counter: SIMD4<UInt32>, key: SIMD2<UInt32>) -> SIMD4<UInt32> {
    var lanes = Lanes(
      UInt64(counter[0]), UInt64(counter[1]), UInt64(counter[2]), UInt64(counter[3]))
    lanes.permute(UInt64(key[0]), UInt64(key[1]))
    return SIMD4(
      UInt32(truncatingIfNeeded: lanes.c0), UInt32(truncatingIfNeeded: lanes.c1),
      UInt32(truncatingIfNeeded: lanes.c2), UInt32(truncatingIfNeeded: lanes.c3))
  }

  /// A counter as four 32-bit numbers in 64-bit registers: the form in which a loop over counters vectorises.
  struct Lanes {
    var c0, c1, c2, c3: UInt64

    @inline(__always)
    init(_ c0: UInt64, _ c1: UInt64, _ c2: UInt64, _ c3: UInt64) {
      (self.c0, self.c1, self.c2, self.c3) = (c0, c1, c2, c3)
    }

    /// The counter whose low half is `low` and high half `high`.
    @inline(__always)
    init(low: UInt64, high: UInt64) {
      self.init(low & 0xFFFF_FFFF, low >> 32, high & 0xFFFF_FFFF, high >> 32)
    }

    @inline(__always)
    mutating func permute(_ firstKey: UInt64, _ secondKey: UInt64) {
      var (k0, k1) = (firstKey, secondKey)
      for _ in 0..<10 {
        let p0 = c0 &* 0xD251_1F53
        let p1 = c2 &* 0xCD9E_8D57
        (c0, c1, c2, c3) = (
          (p1 >> 32) ^ c1 ^ k0, p1 & 0xFFFF_FFFF, (p0 >> 32) ^ c3 ^ k1, p0 & 0xFFFF_FFFF
        )
        k0 = (k0 &+ 0x9E37_79B9) & 0xFFFF_FFFF
        k1 = (k1 &+ 0xBB67_AE85) & 0xFFFF_FFFF
      }
    }
  }
}
