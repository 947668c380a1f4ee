/// A number ± m 2ᵉ with a whole m of any length: sums and products of float64 are exact.
///
/// What is judged by it: differences that leave no digit in any fixed precision. Schoolbook arithmetic, O(digits²).
public struct Dyadic: Sendable {
  private var isNegative = false
  /// m, in digits of 32 bits, the lowest first, without zeros at the end.
  private var digits: [UInt32] = []
  private var exponent = 0

  /// - Parameter value: finite.
  public init(_ value: Double) {
    guard value != 0 else { return }
    let bits = value.significandBitPattern | (value.isNormal ? 1 << 52 : 0)
    (isNegative, digits) = (value < 0, [UInt32(truncatingIfNeeded: bits), UInt32(bits >> 32)])
    exponent = Int(max(value.exponentBitPattern, 1)) - 1075
    trim()
  }

  private init(_ isNegative: Bool, _ digits: [UInt32], _ exponent: Int) {
    (self.isNegative, self.digits, self.exponent) = (isNegative, digits, exponent)
    trim()
  }

  private mutating func trim() { while digits.last == 0 { digits.removeLast() } }

  public static func * (a: Dyadic, b: Dyadic) -> Dyadic {
    var result = [UInt32](repeating: 0, count: a.digits.count + b.digits.count)
    for (i, x) in a.digits.enumerated() {
      var carry: UInt64 = 0
      for (j, y) in b.digits.enumerated() {
        carry += UInt64(x) * UInt64(y) + UInt64(result[i + j])
        result[i + j] = UInt32(truncatingIfNeeded: carry)
        carry >>= 32
      }
      result[i + b.digits.count] = UInt32(carry)
    }
    return Dyadic(a.isNegative != b.isNegative, result, a.exponent + b.exponent)
  }

  public static prefix func - (a: Dyadic) -> Dyadic { Dyadic(!a.isNegative, a.digits, a.exponent) }

  public static func - (a: Dyadic, b: Dyadic) -> Dyadic { a + (-b) }

  public static func + (a: Dyadic, b: Dyadic) -> Dyadic {
    if a.digits.isEmpty { return b }
    if b.digits.isEmpty { return a }
    let exponent = min(a.exponent, b.exponent)
    let (x, y) = (a.shifted(to: exponent), b.shifted(to: exponent))
    if a.isNegative == b.isNegative { return Dyadic(a.isNegative, sum(x, y), exponent) }
    return isBelow(x, y)
      ? Dyadic(b.isNegative, difference(y, x), exponent) : Dyadic(a.isNegative, difference(x, y), exponent)
  }

  private func shifted(to lower: Int) -> [UInt32] {
    let (words, bits) = (exponent - lower).quotientAndRemainder(dividingBy: 32)
    var (result, carry) = ([UInt32](repeating: 0, count: words), UInt64(0))
    for digit in digits {
      carry |= UInt64(digit) << bits
      result.append(UInt32(truncatingIfNeeded: carry))
      carry >>= 32
    }
    return result + [UInt32(carry)]
  }

  private static func sum(_ x: [UInt32], _ y: [UInt32]) -> [UInt32] {
    var (result, carry) = ([UInt32](), UInt64(0))
    for k in 0..<max(x.count, y.count) {
      carry += UInt64(k < x.count ? x[k] : 0) + UInt64(k < y.count ? y[k] : 0)
      result.append(UInt32(truncatingIfNeeded: carry))
      carry >>= 32
    }
    return result + [UInt32(carry)]
  }

  /// x − y ≥ 0
  private static func difference(_ x: [UInt32], _ y: [UInt32]) -> [UInt32] {
    var (result, borrow) = (x, Int64(0))
    for k in x.indices {
      let digit = Int64(x[k]) - (k < y.count ? Int64(y[k]) : 0) + borrow
      result[k] = UInt32(truncatingIfNeeded: digit)
      borrow = digit < 0 ? -1 : 0
    }
    return result
  }

  private static func isBelow(_ x: [UInt32], _ y: [UInt32]) -> Bool {
    for k in (0..<max(x.count, y.count)).reversed() {
      let (a, b) = (k < x.count ? x[k] : 0, k < y.count ? y[k] : 0)
      if a != b { return a < b }
    }
    return false
  }

  /// a/b, within two units in the last place; b is not 0.
  public static func / (a: Dyadic, b: Dyadic) -> Double {
    let ((x, p), (y, q)) = (a.leading, b.leading)
    return x / y * Double(sign: .plus, exponent: max(-1000, min(1000, p - q)), significand: 1)
  }

  public var isZero: Bool { digits.isEmpty }

  /// A number and a power of 2 that make it: its three highest digits, which hold 65 bits and more.
  private var leading: (Double, Int) {
    let kept = digits.suffix(3)
    let value = kept.reversed().reduce(0.0) { $0 * 4_294_967_296 + Double($1) }
    return (isNegative ? -value : value, exponent + 32 * (digits.count - kept.count))
  }
}
