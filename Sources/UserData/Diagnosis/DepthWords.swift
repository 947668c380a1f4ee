import Foundation

/// Depths in words.
enum DepthWords {
  /// "1 to 64", or the one depth.
  static func range(_ depths: [Int]) -> String {
    guard let first = depths.first, let last = depths.last else { return "none" }
    return first == last ? "\(first)" : "\(first) to \(last)"
  }
}

extension Double {
  /// Two digits, or three from 100 on, as a sentence has them.
  var inWords: String {
    if isInfinite { return self > 0 ? "∞" : "−∞" }
    let usesExponent = magnitude >= 1e4 || (magnitude < 1e-2 && self != 0)
    return String(format: usesExponent ? "%.1e" : magnitude >= 99.5 ? "%.0f" : "%.2g", self)
      .replacing("e+0", with: "e").replacing("e-0", with: "e-").replacing("e+", with: "e")
  }
}
