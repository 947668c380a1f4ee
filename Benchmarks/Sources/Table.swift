import Foundation

/// Figures in columns, asked beside measured.
enum Table {
  static func number(_ value: Double) -> String {
    value == 0 ? "0" : String(format: abs(value) >= 100 ? "%.0f" : abs(value) >= 10 ? "%.1f" : "%.3g", value)
  }

  static func rows(_ figures: [Figure]) -> [String] {
    figures.map { figure in
      let asked =
        switch figure.limit {
        case .none: ""
        case .atMost(let bound): "≤ \(number(bound))"
        case .atLeast(let bound): "≥ \(number(bound))"
        }
      let verdict = figure.isMet.map { $0 ? "met" : "MISSED" } ?? ""
      return "  " + pad(figure.name, 52) + pad("\(number(figure.value)) \(figure.unit)", 15) + pad(asked, 9)
        + pad(verdict, 8) + figure.ratio
    }
  }

  static let header = "  " + pad("", 52) + pad("measured", 15) + pad("asked", 9)

  private static func pad(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(1, width - text.count))
  }
}
