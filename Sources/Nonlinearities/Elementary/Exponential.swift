import CElementary

/// eˣ in double precision without a call, so that loops around it vectorise.
@usableFromInline
enum Exponential {
  /// 2ⁿ, r and p with eˣ = 2ⁿ (1 + r + r² p): x = n ln 2 + r with |r| ≤ ½ ln 2, ln 2 in two parts, and Taylor's
  /// polynomial of degree 13 for eʳ.
  ///
  /// - Parameter x: within ±708, where 2ⁿ is a normal number.
  @inlinable @inline(__always)
  static func reduced(_ x: Double) -> (scale: Double, r: Double, p: Double) {
    // Adding 1.5 · 2⁵² rounds to an integer and leaves it in the lowest bits.
    let shifted = elementary_multiply_add(x, 1.442_695_040_888_963_4, 0x1.8p52)
    let n = shifted - 0x1.8p52
    let high = elementary_multiply_add(n, -6.931_471_803_691_238_2e-1, x)
    let r = elementary_multiply_add(n, -1.908_214_929_270_587_7e-10, high)
    var p = elementary_multiply_add(r, 1 / 6_227_020_800, 1 / 479_001_600)
    p = elementary_multiply_add(r, p, 1 / 39_916_800)
    p = elementary_multiply_add(r, p, 1 / 3_628_800)
    p = elementary_multiply_add(r, p, 1 / 362_880)
    p = elementary_multiply_add(r, p, 1 / 40_320)
    p = elementary_multiply_add(r, p, 1 / 5_040)
    p = elementary_multiply_add(r, p, 1 / 720)
    p = elementary_multiply_add(r, p, 1 / 120)
    p = elementary_multiply_add(r, p, 1 / 24)
    p = elementary_multiply_add(r, p, 1 / 6)
    p = elementary_multiply_add(r, p, 0.5)
    return (Double(bitPattern: (shifted.bitPattern &<< 52) &+ 0x3FF0_0000_0000_0000), r, p)
  }

  /// eˣ − 1 for x ≤ 0: relative error 2 ulp.
  /// - Complexity: some 20 operations.
  @inline(__always)
  static func minusOne(_ x: Double) -> Double {
    // Below, eˣ is nothing beside 1.
    let (scale, r, p) = reduced(elementary_max(x, -60))
    return elementary_multiply_add(scale, elementary_multiply_add(r * r, p, r), scale - 1)
  }
}
