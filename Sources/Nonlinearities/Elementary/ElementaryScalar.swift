/// A type whose elementary functions are polynomials without a branch or a call, so that loops around them vectorise:
/// `Float` and `Double`. What is not a number stays so.
public protocol ElementaryScalar: BinaryFloatingPoint, Sendable {
  static func root(_ x: Self) -> Self
  /// a b + c, fused where the processor can.
  static func multiplyAdd(_ a: Self, _ b: Self, _ c: Self) -> Self
  /// eˣ; beyond ±`largestExponent` that of the bound.
  static func exponential(_ x: Self) -> Self
  /// The largest whole x for which eˣ and e⁻ˣ are normal numbers.
  static var largestExponent: Self { get }
  static func hyperbolicTangent(_ x: Self) -> Self
  static func errorFunction(_ x: Self) -> Self
  /// log(1 + x) for 0 ≤ x ≤ 1.
  static func logarithm(onePlus x: Self) -> Self
  /// sin x for |x| ≤ `largestAngle`; beyond it the digits are lost.
  static func sine(_ x: Self) -> Self
  /// cos x for |x| ≤ `largestAngle`; beyond it the digits are lost.
  static func cosine(_ x: Self) -> Self
  static var largestAngle: Self { get }
  /// 1 where |x| > `largestAngle` or x is not a number, 0 elsewhere: bits, whose union over a loop vectorises.
  static func isLargeAngle(_ x: Self) -> RawSignificand
}
