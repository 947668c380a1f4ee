import Foundation

/// Numbers as tick labels, in markup: a true minus sign, thin spaces between thousands, powers of ten as superscripts.
enum NumberFormat {
  static let minus = "\u{2212}"

  /// Labels for `values` with as many decimals as ticks `step` apart need. From a million on, and for steps finer than
  /// 10⁻⁵, all are multiples of one power of ten.
  static func even(_ values: [Double], step: Double) -> [String] {
    let largest = values.map { abs($0) }.max() ?? 0
    if largest < 0.999e6, step > 0.99e-5 {
      return values.map { signed(grouped(fixed(abs($0), decimals: decimals(step))), $0) }
    }
    let exponent = largest > 0 ? Int(floor(log10(largest) + 1e-9)) : 0
    let unit = power(exponent)
    return values.map {
      if $0 == 0 { return "0" }
      return signed(fixed(abs($0) / unit, decimals: decimals(step / unit)), $0) + times + decade(exponent)
    }
  }

  /// `value` with as few decimals as tell it to the last digit that it needs, `step`.
  static func plain(_ value: Double, step: Double) -> String {
    if max(abs(value), step) >= 1e6 || step < 0.99e-5 { return scientific(value, step: step) }
    return signed(grouped(fixed(abs(value), decimals: decimals(step))), value)
  }

  private static let times = "\u{2009}×\u{2009}"

  /// `value` as mantissa times a power of ten.
  static func scientific(_ value: Double, step: Double) -> String {
    if value == 0 { return "0" }
    var exponent = Int(floor(log10(abs(value))))
    var mantissa = abs(value) / power(exponent)
    if mantissa >= 9.9999999 {
      exponent += 1
      mantissa /= 10
    }
    let places = min(max(exponent - Int(floor(log10(step) + 1e-9)), 0), 12)
    var digits = fixed(mantissa, decimals: places)
    if places > 0 {
      while digits.hasSuffix("0") { digits.removeLast() }
      if digits.hasSuffix(".") { digits.removeLast() }
    }
    return signed(digits == "1" ? decade(exponent) : digits + times + decade(exponent), value)
  }

  /// 10 to the power of `exponent`.
  static func decade(_ exponent: Int) -> String { "10<sup>\(exponent < 0 ? minus : "")\(abs(exponent))</sup>" }

  static func power(_ exponent: Int) -> Double { pow(10, Double(exponent)) }

  private static func decimals(_ step: Double) -> Int { min(max(-Int(floor(log10(step) + 1e-9)), 0), 12) }

  private static func signed(_ digits: String, _ value: Double) -> String {
    value < 0 && digits.contains { "123456789".contains($0) } ? minus + digits : digits
  }

  private static func fixed(_ value: Double, decimals: Int) -> String { String(format: "%.\(decimals)f", value) }

  private static func grouped(_ digits: String) -> String {
    let whole = digits.prefix { $0 != "." }
    if whole.count < 5 { return digits }
    return whole.dropLast(3) + "\u{2009}" + digits.dropFirst(whole.count - 3)
  }
}
