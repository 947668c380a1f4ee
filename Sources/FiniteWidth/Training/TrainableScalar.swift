import CElementary
import LinearAlgebra

/// A type that networks can be trained in: `Float`, or `Double` to check it.
///
/// Its functions are what the loops of training need in the type's own precision, in a form that vectorises.
public protocol TrainableScalar: Scalar {
  static func root(_ x: Self) -> Self
  /// a b + c, fused where the processor can.
  static func multiplyAdd(_ a: Self, _ b: Self, _ c: Self) -> Self
  static func exponential(_ x: Self) -> Self
  static func hyperbolicTangent(_ x: Self) -> Self
  static func errorFunction(_ x: Self) -> Self
  /// The loops of `GradientStrips`.
  static var tiles: TileLoops<Self> { get }
}

/// Polynomials without a branch; what is not a number stays so. The worst errors found among four million numbers:
/// 1.23 units of the last place for tanh, 0.99 for erf, 0.99 for exp; a test holds all three below 2.
extension Float: TrainableScalar {
  public static let tiles = TileLoops<Float>(
    rows: tile_row_count(), columns: tile_columns_single(), packLeft: tile_pack_left_single,
    packRight: tile_pack_right_single, strip: tile_strip_single)

  @inline(__always) public static func root(_ x: Float) -> Float { elementary_sqrt_single(x) }

  @inline(__always) public static func multiplyAdd(_ a: Float, _ b: Float, _ c: Float) -> Float {
    elementary_multiply_add_single(a, b, c)
  }

  /// eˣ = 2ⁿ eʳ with n = round(x / ln 2) and |r| ≤ ½ ln 2, ln 2 in two parts; coefficients of Cephes' `expf`. Arguments
  /// are held within ±87, where 2ⁿ is a normal number.
  @inline(__always) public static func exponential(_ x: Float) -> Float {
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
  @inline(__always) public static func hyperbolicTangent(_ x: Float) -> Float {
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
  @inline(__always) public static func errorFunction(_ x: Float) -> Float {
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

  @inline(__always) private static func withSign(of x: Float, _ magnitude: Float) -> Float {
    Float(bitPattern: magnitude.bitPattern | (x.bitPattern & 0x8000_0000))
  }
}
