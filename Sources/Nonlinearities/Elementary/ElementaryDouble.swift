import CElementary

/// The worst errors found, in units of the last place: 2.6 for tanh, 1.2 for erf (1.5 where nothing is fused) and 1 for
/// exp; a test holds them within 4, 2 and 2 of the C library, log(1 + x) within 2, sin and cos within 2 in the first
/// quarter of a turn and within 3 · 10⁻¹⁶ beyond.
extension Double: ElementaryScalar {
  @inlinable @inline(__always) public static func root(_ x: Double) -> Double { elementary_sqrt(x) }

  @inlinable @inline(__always) public static func multiplyAdd(_ a: Double, _ b: Double, _ c: Double) -> Double {
    elementary_multiply_add(a, b, c)
  }

  @inlinable @inline(__always) public static var largestExponent: Double { 708 }

  /// eˣ = 2ⁿ eʳ with n = round(x / ln 2), |r| ≤ ½ ln 2, ln 2 in two parts, and Taylor's polynomial of degree 13.
  @inlinable @inline(__always) public static func exponential(_ x: Double) -> Double {
    let (scale, p) = exponentialParts(x < -708 ? -708 : x > 708 ? 708 : x)
    return multiplyAdd(scale, p, scale)
  }

  /// −m/(2 + m) with m = e^{−2|x|} − 1.
  @inlinable @inline(__always) public static func hyperbolicTangent(_ x: Double) -> Double {
    // From 19.1 on the nearest number is 1.
    let magnitude = x.magnitude > 20 ? 20 : x.magnitude
    let (scale, p) = exponentialParts(-2 * magnitude)
    let m = multiplyAdd(scale, p, scale - 1)
    return withSign(of: x, (0 - m) / (2 + m))
  }

  /// x + x Q(x²) up to |x| = 1, 1 − e^{R(|x| − 3.5) − x²} beyond: minimax polynomials of degrees 11 and 17, with
  /// rounded coefficients within 6·10⁻¹⁷ and 3·10⁻¹⁷ of erf.
  @inlinable @inline(__always) public static func errorFunction(_ x: Double) -> Double {
    let square = x * x
    var q = multiplyAdd(square, -0x1.acd61ee47d5acp-31, 0x1.d7812b421a2bep-27)
    q = multiplyAdd(q, square, -0x1.5c1660c181adbp-23)
    q = multiplyAdd(q, square, 0x1.b9826513b8ab7p-20)
    q = multiplyAdd(q, square, -0x1.f4ca9249267c4p-17)
    q = multiplyAdd(q, square, 0x1.f9a2bf4bfa60cp-14)
    q = multiplyAdd(q, square, -0x1.c02db07137ee6p-11)
    q = multiplyAdd(q, square, 0x1.565bccfa8e7a2p-8)
    q = multiplyAdd(q, square, -0x1.b82ce31205ca3p-6)
    q = multiplyAdd(q, square, 0x1.ce2f21a040ffep-4)
    q = multiplyAdd(q, square, -0x1.812746b0379c2p-2)
    q = multiplyAdd(q, square, 0x1.06eba8214db68p-3)
    let small = multiplyAdd(q, x, x)
    // From 5.93 on the nearest number is 1.
    let t = x.magnitude > 6 ? 6 : x.magnitude
    let s = t - 3.5
    var r = multiplyAdd(s, -0x1.5937236912e33p-38, -0x1.842ceacd54653p-34)
    r = multiplyAdd(r, s, -0x1.7aa032db860e3p-31)
    r = multiplyAdd(r, s, -0x1.b5634afb3a5c6p-29)
    r = multiplyAdd(r, s, -0x1.3ca28d03322b4p-27)
    r = multiplyAdd(r, s, -0x1.242d689c2bf34p-26)
    r = multiplyAdd(r, s, -0x1.2c9596ce0b11ep-26)
    r = multiplyAdd(r, s, 0x1.758dc59502e64p-27)
    r = multiplyAdd(r, s, -0x1.be5e64c531235p-25)
    r = multiplyAdd(r, s, 0x1.4f89bdbb19387p-21)
    r = multiplyAdd(r, s, -0x1.038ba9bc9e942p-18)
    r = multiplyAdd(r, s, 0x1.9917eb8af848dp-16)
    r = multiplyAdd(r, s, -0x1.34eddf8ad1fcdp-13)
    r = multiplyAdd(r, s, 0x1.ca0f80604e802p-11)
    r = multiplyAdd(r, s, -0x1.56780346d913ep-8)
    r = multiplyAdd(r, s, 0x1.105be5f8597b1p-5)
    r = multiplyAdd(r, s, -0x1.107c69144473dp-2)
    r = multiplyAdd(r, s, -0x1.dcc8b2950bb34p+0)
    let (scale, p) = exponentialParts(multiplyAdd(-t, t, r))
    let large = 1 - multiplyAdd(scale, p, scale)
    return x.magnitude < 1 ? small : withSign(of: x, large)
  }

  /// 2 artanh s = x − s (x − s² P(s²)) with s = x/(2 + x) below x = ½; from there on ln 2 + log(1 + w) with
  /// w = (x − 1)/2, which is exact and has a smaller s. P interpolates at Chebyshev nodes of s² ≤ 1/25, within
  /// 2 · 10⁻¹⁹ of the logarithm.
  @inlinable @inline(__always) public static func logarithm(onePlus x: Double) -> Double {
    let isLarge = x >= 0.5
    let w = isLarge ? 0.5 * (x - 1) : x
    let s = w / (2 + w)
    let z = s * s
    var p = multiplyAdd(z, 0.136_040_157_071_240_79, 0.132_103_604_851_326_2)
    p = multiplyAdd(p, z, 0.153_888_346_778_019_16)
    p = multiplyAdd(p, z, 0.181_817_384_547_230_26)
    p = multiplyAdd(p, z, 0.222_222_230_378_072_43)
    p = multiplyAdd(p, z, 0.285_714_285_673_391_9)
    p = multiplyAdd(p, z, 0.400_000_000_000_078)
    p = multiplyAdd(p, z, 0.666_666_666_666_666_6)
    let log = multiplyAdd(s, multiplyAdd(p, z, -w), w)
    return isLarge ? log + 0.693_147_180_559_945_309 : log
  }

  @inlinable @inline(__always) public static var largestAngle: Double { 1e6 }
  @inlinable @inline(__always) public static func isLargeAngle(_ x: Double) -> UInt64 {
    (largestAngle.bitPattern &- x.magnitude.bitPattern) &>> 63
  }

  @inlinable @inline(__always) public static func sine(_ x: Double) -> Double { wave(x, 0) }
  @inlinable @inline(__always) public static func cosine(_ x: Double) -> Double { wave(x, 1) }

  /// sin(x + quarters · π/2): x = n π/2 + r with |r| ≤ π/4, π/2 in three parts of 33 bits, of which n takes the first
  /// two without rounding, and sin r or cos r by n; parts and coefficients of fdlibm.
  @inlinable @inline(__always) static func wave(_ x: Double, _ quarters: UInt64) -> Double {
    let shifted = multiplyAdd(x, 0.636_619_772_367_581_343, 0x1.8p52)
    let n = shifted - 0x1.8p52
    let first = multiplyAdd(n, -6.077_100_506_303_965_976_60e-11, multiplyAdd(n, -1.570_796_326_734_125_614_17, x))
    let r = multiplyAdd(n, -2.022_266_248_795_950_631_54e-21, first)
    let z = r * r
    var s = multiplyAdd(z, 1.589_690_995_211_550_102_21e-10, -2.505_076_025_340_686_341_95e-8)
    s = multiplyAdd(s, z, 2.755_731_370_707_006_767_89e-6)
    s = multiplyAdd(s, z, -1.984_126_982_985_794_931_34e-4)
    s = multiplyAdd(s, z, 8.333_333_333_322_489_461_24e-3)
    s = multiplyAdd(s, z, -1.666_666_666_666_663_243_48e-1)
    s = multiplyAdd(s * z, r, r)
    var c = multiplyAdd(z, -1.135_964_755_778_819_482_65e-11, 2.087_572_321_298_174_827_90e-9)
    c = multiplyAdd(c, z, -2.755_731_435_139_066_330_35e-7)
    c = multiplyAdd(c, z, 2.480_158_728_947_672_941_78e-5)
    c = multiplyAdd(c, z, -1.388_888_888_887_410_957_49e-3)
    c = multiplyAdd(c, z, 4.166_666_666_666_660_190_37e-2)
    c = multiplyAdd(c * z, z, multiplyAdd(z, -0.5, 1))
    let turns = shifted.bitPattern &+ quarters
    let chosen = turns & 1 == 0 ? s : c
    return Double(bitPattern: chosen.bitPattern ^ ((turns & 2) &<< 62))
  }

  /// 2ⁿ and eʳ − 1 with eˣ = 2ⁿ eʳ, |x| ≤ 708.
  @inlinable @inline(__always) static func exponentialParts(_ x: Double) -> (scale: Double, rest: Double) {
    let (scale, r, p) = Exponential.reduced(x)
    return (scale, multiplyAdd(p * r, r, r))
  }

  @inlinable @inline(__always) static func withSign(of x: Double, _ magnitude: Double) -> Double {
    Double(bitPattern: magnitude.bitPattern | (x.bitPattern & 0x8000_0000_0000_0000))
  }
}
