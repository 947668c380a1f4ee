import Foundation

/// Numbers as tables show them: four decimals where that says enough, otherwise four significant digits.
enum NumberText {
  static func value(_ value: Double) -> String {
    guard value.isFinite else { return value.isNaN ? "NaN" : (value < 0 ? "−∞" : "∞") }
    let magnitude = value.magnitude
    let plain = magnitude == 0 || (magnitude >= 0.001 && magnitude < 10_000)
    return String(format: plain ? "%.4f" : "%.3e", value).replacingOccurrences(of: "-", with: "−")
  }

  static func signed(_ value: Double) -> String {
    // A distance of zero has no sign.
    let text = Self.value(value == 0 ? 0 : value)
    return text.hasPrefix("−") || value == 0 || value.isNaN ? text : "+" + text
  }

  static func value(_ value: Double, standardError: Double?) -> String {
    guard let standardError else { return Self.value(value) }
    return "\(Self.value(value)) ± \(Self.value(standardError))"
  }
}
