import CElementary

/// eˣ − 1 for x ≤ 0 without a call, so that loops around it vectorise.
enum Exponential {
  /// By x = n ln 2 + r with |r| ≤ ½ ln 2 and Taylor's polynomial of degree 13 for eʳ − 1: relative error 2 ulp.
  /// - Complexity: some 20 operations.
  @inline(__always)
  static func minusOne(_ x: Double) -> Double {
    // Below, eˣ is nothing beside 1.
    let bounded = elementary_max(x, -60)
    // The last bits of the sum are n.
    let shifted = elementary_multiply_add(bounded, 1.4426950408889634, 0x1.8p52)
    let n = shifted - 0x1.8p52
    let high = elementary_multiply_add(n, -6.93147180369123816490e-01, bounded)
    let r = elementary_multiply_add(n, -1.90821492927058770002e-10, high)
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
    p = elementary_multiply_add(r * r, p, r)
    let scale = Double(bitPattern: (shifted.bitPattern &<< 52) &+ 0x3FF0_0000_0000_0000)
    return elementary_multiply_add(scale, p, scale - 1)
  }
}
