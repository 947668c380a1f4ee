import CElementary

/// Two independent standard normals from 128 random bits (Box and Muller 1958):
///
///     z₁ = √(−2 ln u) cos 2πv,   z₂ = √(−2 ln u) sin 2πv,   u ∈ (0, 1], v ∈ [0, 1).
///
/// Logarithm, sine and cosine are polynomials over + − × ÷ √, each correctly rounded by IEEE 754 and never contracted,
/// so the normals are the same bits on every machine and the loop that calls them vectorises. Each function is within
/// 4·10⁻¹⁶ of the exact one (absolute; the logarithm relative to max(1, |ln u|)). u has 52 bits: |z| ≤ 8.49.
enum BoxMuller {
  @inline(__always)
  static func normals(_ first: UInt64, _ second: UInt64) -> (Double, Double) {
    // 52 random bits as the fraction of a number in [1, 2).
    let u = 2 - Double(bitPattern: first >> 12 | one)
    let v = Double(bitPattern: second >> 12 | one) - 1
    let radius = elementary_sqrt(-2 * logarithm(u))
    let (cosine, sine) = cosineAndSine(turns: v)
    return (radius * cosine, radius * sine)
  }

  /// ln u for normal, positive u: u = 2ᵉ m with m in [√½, √2), ln m = 2 artanh s, s = (m − 1)/(m + 1), |s| ≤ 0.172. The
  /// first omitted term of the series is s²³/23 ≤ 1.2·10⁻¹⁹.
  @inline(__always)
  private static func logarithm(_ u: Double) -> Double {
    let shifted = u.bitPattern &+ (one &- rootOfHalf)
    let exponent = Double(bitPattern: shifted >> 52 | 0x4330_0000_0000_0000) - (0x1p52 + 1023)
    let m = Double(bitPattern: (shifted & 0x000F_FFFF_FFFF_FFFF) &+ rootOfHalf)
    let s = (m - 1) / (m + 1)
    let t = s * s
    var series = t * (1.0 / 21) + 1.0 / 19
    series = series * t + 1.0 / 17
    series = series * t + 1.0 / 15
    series = series * t + 1.0 / 13
    series = series * t + 1.0 / 11
    series = series * t + 1.0 / 9
    series = series * t + 1.0 / 7
    series = series * t + 1.0 / 5
    series = series * t + 1.0 / 3
    // ln 2 in two parts, so that the product with the exponent is exact in the first.
    return exponent * 0x1.62e42feep-1 + (2 * s + (2 * s * t * series + exponent * 0x1.a39ef35793c76p-33))
  }

  /// (cos 2πv, sin 2πv): the nearest quarter turn is taken off exactly, Taylor series for the rest, |x| ≤ π/4. The
  /// first omitted terms are x¹⁹/19! ≤ 9·10⁻²⁰ and x¹⁸/18! ≤ 3·10⁻¹⁸.
  @inline(__always)
  private static func cosineAndSine(turns v: Double) -> (Double, Double) {
    let quarters = 4 * v + rounding
    let x = (v - 0.25 * (quarters - rounding)) * (2 * Double.pi)
    let t = x * x
    var sine = t * (1.0 / 355_687_428_096_000) - 1.0 / 1_307_674_368_000
    sine = sine * t + 1.0 / 6_227_020_800
    sine = sine * t - 1.0 / 39_916_800
    sine = sine * t + 1.0 / 362_880
    sine = sine * t - 1.0 / 5_040
    sine = sine * t + 1.0 / 120
    sine = sine * t - 1.0 / 6
    sine = sine * t * x + x
    var cosine = t * (1.0 / 20_922_789_888_000) - 1.0 / 87_178_291_200
    cosine = cosine * t + 1.0 / 479_001_600
    cosine = cosine * t - 1.0 / 3_628_800
    cosine = cosine * t + 1.0 / 40_320
    cosine = cosine * t - 1.0 / 720
    cosine = cosine * t + 1.0 / 24
    cosine = cosine * t - 0.5
    cosine = cosine * t + 1
    // Quarter turn k: (c, s), (−s, c), (−c, −s), (s, −c).
    let k = quarters.bitPattern
    let swap = 0 &- (k & 1)
    let (c, s) = (cosine.bitPattern, sine.bitPattern)
    let cosineSign = ((k &+ 1) & 2) << 62
    let sineSign = (k & 2) << 62
    return (
      Double(bitPattern: ((c & ~swap) | (s & swap)) ^ cosineSign),
      Double(bitPattern: ((s & ~swap) | (c & swap)) ^ sineSign)
    )
  }

  /// The bits of 1, of the double nearest √½, and the number whose addition rounds to an integer.
  private static var one: UInt64 { 0x3FF0_0000_0000_0000 }
  private static var rootOfHalf: UInt64 { 0x3FE6_A09E_667F_3BCD }
  private static var rounding: Double { 0x1.8p52 }
}
