import CElementary

/// The worst errors found, in units of the last place: 1.23 for tanh and 0.99 for erf and exp among four million
/// numbers; a test holds these three and log(1 + x) below 2, sin and cos below 2 in the first quarter of a turn and
/// within 1.2 · 10⁻⁷ beyond (9.3 · 10⁻⁸ was found).
extension Float: ElementaryScalar {
  @inlinable @inline(__always) public static func root(_ x: Float) -> Float { elementary_sqrt_single(x) }

  @inlinable @inline(__always) public static func multiplyAdd(_ a: Float, _ b: Float, _ c: Float) -> Float {
    elementary_multiply_add_single(a, b, c)
  }

  @inlinable @inline(__always) public static var largestExponent: Float { 87 }

  /// eˣ = 2ⁿ eʳ with n = round(x / ln 2) and |r| ≤ ½ ln 2, ln 2 in two parts; coefficients of Cephes' `expf`.
  @inlinable @inline(__always) public static func exponential(_ x: Float) -> Float {
    let x = x < -87 ? -87 : x > 87 ? 87 : x
    // Adding 1.5 · 2²³ rounds to an integer and leaves it in the lowest bits.
    let shifted = multiplyAdd(x, 1.442_695_04, 12_582_912)
    let n = shifted - 12_582_912
    let r = multiplyAdd(n, 2.121_944_40e-4, multiplyAdd(n, -0.693_359_375, x))
    var p = multiplyAdd(r, 1.987_569_150_0e-4, 1.398_199_950_7e-3)
    p = multiplyAdd(p, r, 8.333_451_907_3e-3)
    p = multiplyAdd(p, r, 4.166_579_589_4e-2)
    p = multiplyAdd(p, r, 1.666_666_545_9e-1)
    p = multiplyAdd(p, r, 5.000_000_120_1e-1)
    p = multiplyAdd(p * r, r, r) + 1
    return p * Float(bitPattern: (shifted.bitPattern &<< 23) &+ 0x3F80_0000)
  }

  /// x + x³ P(x²) up to |x| = 0.625 (coefficients of Cephes' `tanhf`), 1 − 2/(e^{2|x|} + 1) beyond.
  @inlinable @inline(__always) public static func hyperbolicTangent(_ x: Float) -> Float {
    let magnitude = x.magnitude
    let square = x * x
    var p = multiplyAdd(square, -5.704_988_727_45e-3, 2.063_908_879_54e-2)
    p = multiplyAdd(p, square, -5.373_971_555_31e-2)
    p = multiplyAdd(p, square, 1.333_144_220_36e-1)
    p = multiplyAdd(p, square, -3.333_328_194_22e-1)
    let small = multiplyAdd(p * square, x, x)
    // From 9.02 on the nearest number of single precision is 1.
    let held = magnitude > 10 ? 10 : magnitude
    let large = 1 - 2 / (exponential(2 * held) + 1)
    return magnitude < 0.625 ? small : withSign(of: x, large)
  }

  /// x + x Q(x²) up to |x| = 0.928, 1 − e^{R(|x|)} beyond: minimax polynomials of degree 6 in x² and 7 in |x|.
  @inlinable @inline(__always) public static func errorFunction(_ x: Float) -> Float {
    let magnitude = x.magnitude
    let square = x * x
    var q = multiplyAdd(square, -5.967_617_03e-4, 4.991_194_23e-3)
    q = multiplyAdd(q, square, -2.676_813_49e-2)
    q = multiplyAdd(q, square, 1.128_199_25e-1)
    q = multiplyAdd(q, square, -3.761_253_36e-1)
    q = multiplyAdd(q, square, 1.283_791_66e-1)
    let small = multiplyAdd(q, x, x)
    // From 3.84 on the nearest number of single precision is 1.
    let t = magnitude > 4 ? 4 : magnitude
    let s = t * t
    var r = multiplyAdd(-1.728_534_70e-5, t, 3.831_971_26e-4)
    let u = multiplyAdd(-3.883_964_38e-3, t, 2.425_462_19e-2)
    r = multiplyAdd(r, s, u)
    r = multiplyAdd(r, t, -1.067_778_77e-1)
    r = multiplyAdd(r, t, -6.348_466_87e-1)
    r = multiplyAdd(r, t, -1.287_175_12e-1)
    r = multiplyAdd(r, t, -t)
    let large = 1 - exponential(r)
    return magnitude < 0.927_734_375 ? small : withSign(of: x, large)
  }

  /// 2 artanh s = x − s (x − s² P(s²)) with s = x/(2 + x) below x = ½; from there on ln 2 + log(1 + w) with
  /// w = (x − 1)/2, which is exact and has a smaller s. P interpolates at Chebyshev nodes of s² ≤ 1/25, within
  /// 3 · 10⁻¹¹ of the logarithm.
  @inlinable @inline(__always) public static func logarithm(onePlus x: Float) -> Float {
    let isLarge = x >= 0.5
    let w = isLarge ? 0.5 * (x - 1) : x
    let s = w / (2 + w)
    let z = s * s
    var p = multiplyAdd(z, 0.237_473_445_4, 0.285_327_447_7)
    p = multiplyAdd(p, z, 0.400_003_112_5)
    p = multiplyAdd(p, z, 0.666_666_662_8)
    let log = multiplyAdd(s, multiplyAdd(p, z, -w), w)
    return isLarge ? log + 0.693_147_18 : log
  }

  @inlinable @inline(__always) public static var largestAngle: Float { 8192 }
  @inlinable @inline(__always) public static func isLargeAngle(_ x: Float) -> UInt32 {
    (largestAngle.bitPattern &- x.magnitude.bitPattern) &>> 31
  }

  @inlinable @inline(__always) public static func sine(_ x: Float) -> Float { wave(x, 0) }
  @inlinable @inline(__always) public static func cosine(_ x: Float) -> Float { wave(x, 1) }

  /// sin(x + quarters · π/2): x = n π/2 + r with |r| ≤ π/4, π/2 in three parts of which n takes the first two without
  /// rounding, and sin r or cos r by n; coefficients of Cephes' `sinf`.
  @inlinable @inline(__always) static func wave(_ x: Float, _ quarters: UInt32) -> Float {
    let shifted = multiplyAdd(x, 0.636_619_772, 12_582_912)
    let n = shifted - 12_582_912
    let first = multiplyAdd(n, -4.837_512_969_970_703_125e-4, multiplyAdd(n, -1.570_312_5, x))
    let r = multiplyAdd(n, -7.549_789_948_768_648e-8, first)
    let z = r * r
    var s = multiplyAdd(z, -1.951_529_589_1e-4, 8.332_160_873_6e-3)
    s = multiplyAdd(s, z, -1.666_665_461_1e-1)
    s = multiplyAdd(s * z, r, r)
    var c = multiplyAdd(z, 2.443_315_711_809_948e-5, -1.388_731_625_493_765e-3)
    c = multiplyAdd(c, z, 4.166_664_568_298_827e-2)
    c = multiplyAdd(c * z, z, multiplyAdd(z, -0.5, 1))
    let turns = shifted.bitPattern &+ quarters
    let chosen = turns & 1 == 0 ? s : c
    return Float(bitPattern: chosen.bitPattern ^ ((turns & 2) &<< 30))
  }

  @inlinable @inline(__always) static func withSign(of x: Float, _ magnitude: Float) -> Float {
    Float(bitPattern: magnitude.bitPattern | (x.bitPattern & 0x8000_0000))
  }
}
