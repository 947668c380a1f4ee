import Foundation

/// Numbers as tables show them: four decimals where that says enough, otherwise four significant digits.
enum NumberText {
  static func value(_ value: Double) -> String {
    guard value.isFinite else { return value.isNaN ? "NaN" : (value < 0 ? "−∞" : "∞") }
    let magnitude = value.magnitude
    let plain = magnitude == 0 || (magnitude >= 0.001 && magnitude < 10_000)
    return String(format: plain ? "%.4f" : "%.3e", value).replacingOccurrences(of: "-", with: "−")
  }

  /// The difference of a number from `reference`: as many decimals as the two are shown with.
  static func difference(_ difference: Double, from reference: Double?) -> String {
    let isFine = (reference ?? difference).magnitude < 0.001 || difference.magnitude >= 10_000
    let text =
      isFine || !difference.isFinite
      ? Self.value(difference)
      : String(format: "%.4f", difference).replacingOccurrences(of: "-", with: "−")
    // A distance of zero, or of less than is shown, has no sign.
    if text.allSatisfy({ "−0.".contains($0) }) { return Self.value(0) }
    return text.hasPrefix("−") || difference.isNaN ? text : "+" + text
  }

  static func value(_ value: Double, standardError: Double?) -> String {
    guard let standardError else { return Self.value(value) }
    return "\(Self.value(value)) ± \(Self.value(standardError))"
  }
}
