import CElementary
import LinearAlgebra

extension Exponential {
  /// eˣ − 1 for x ≤ 0, eight at once, in the operations of one.
  @inline(__always)
  static func minusOne(_ x: Lanes) -> Lanes {
    let bounded = elementary_max_lanes(x, Lanes(repeating: -60))
    let shifted = elementary_multiply_add_lanes(
      bounded, Lanes(repeating: 1.4426950408889634), Lanes(repeating: 0x1.8p52))
    let n = shifted - 0x1.8p52
    let high = elementary_multiply_add_lanes(n, Lanes(repeating: -6.93147180369123816490e-01), bounded)
    let r = elementary_multiply_add_lanes(n, Lanes(repeating: -1.90821492927058770002e-10), high)
    var p = Lanes(repeating: 1 / 6_227_020_800)
    for factorial in factorials { p = elementary_multiply_add_lanes(r, p, Lanes(repeating: 1 / factorial)) }
    p = elementary_multiply_add_lanes(r * r, p, r)
    let bits = unsafeBitCast(shifted, to: SIMD8<UInt64>.self)
    let scale = unsafeBitCast((bits &<< 52) &+ 0x3FF0_0000_0000_0000, to: Lanes.self)
    return elementary_multiply_add_lanes(scale, p, scale - 1)
  }

  /// 12! down to 2!
  private static let factorials = [
    479_001_600.0, 39_916_800, 3_628_800, 362_880, 40_320, 5_040, 720, 120, 24, 6, 2,
  ]
}
