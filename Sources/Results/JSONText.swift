import Foundation
import Texts

/// A JSON document whose keys stay in the order they are written in, for outputs with a fixed shape.
indirect enum JSONText {
  case object([(key: String, value: JSONText)])
  case array([JSONText])
  case text(String)
  case integer(UInt64)
  /// The shortest decimal that gives the same bits; must be finite, as JSON has no other numbers.
  case number(Double)
  case null

  static func text(orNull text: String?) -> JSONText { text.map(JSONText.text) ?? .null }

  /// `name` with a number or null. A number that is not finite is null, and `<name>Text` says what it is.
  static func members(_ name: String, _ value: Double?) -> [(key: String, value: JSONText)] {
    guard let value else { return [(name, .null)] }
    if value.isFinite { return [(name, .number(value))] }
    return [(name, .null), (name + "Text", .text(value.isNaN ? "NaN" : value < 0 ? "-Infinity" : "Infinity"))]
  }

  /// Indented by two spaces a level; empty objects and arrays on one line.
  func written(indent: String = "") -> String {
    let deeper = indent + "  "
    func block(_ open: String, _ lines: [String], _ close: String) -> String {
      lines.isEmpty
        ? open + close
        : "\(open)\n" + lines.map { deeper + $0 }.joined(separator: ",\n") + "\n\(indent)\(close)"
    }
    switch self {
    case .object(let members):
      return block("{", members.map { "\(Self.quoted($0.key)): \($0.value.written(indent: deeper))" }, "}")
    case .array(let elements): return block("[", elements.map { $0.written(indent: deeper) }, "]")
    case .text(let text): return Self.quoted(text)
    case .integer(let value): return "\(value)"
    case .number(let value): return "\(value)"
    case .null: return "null"
    }
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      default:
        // Invisible characters, which can steer a terminal or turn what is read, by their UTF-16 numbers.
        if scalar.isSeen {
          result.unicodeScalars.append(scalar)
        } else {
          result += String(scalar).utf16.map { String(format: "\\u%04x", $0) }.joined()
        }
      }
    }
    return result + "\""
  }
}
