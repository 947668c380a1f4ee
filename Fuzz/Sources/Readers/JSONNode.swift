/// JSON that is written in as many ways as the grammar allows.
indirect enum JSONNode {
  case object([(String, JSONNode)])
  case list([JSONNode])
  case text(String)
  case number(Double)
  case word(String)

  /// The number of nodes.
  var size: Int {
    switch self {
    case .object(let members): members.reduce(1) { $0 + $1.1.size }
    case .list(let elements): elements.reduce(1) { $0 + $1.size }
    default: 1
    }
  }

  func written(_ chance: inout Chance) -> String {
    var none = JSONFault(.comment, place: -1)
    return written(&chance, &none)
  }

  /// - Parameter fault: is made at its node.
  func written(_ chance: inout Chance, _ fault: inout JSONFault) -> String {
    let isHere = fault.place == 0
    fault.place -= 1
    let space = chance.pick(["", "", " ", "\n", "\t", "\r\n  "])
    var text: String
    switch self {
    case .object(let members):
      var parts = members.map { (Self.quoted($0.0, &chance), $0.1.written(&chance, &fault)) }
      if isHere, fault.kind == .repeatedKey, let (key, _) = members.first {
        parts.append((Self.quoted(key, &chance), chance.pick(["1", "null", "{}", parts[0].1])))
        fault.isMade = true
      }
      let pairs = parts.map { "\($0)\(space):\(space)\($1)" }.joined(separator: ",\(space)")
      text = "{\(space)\(pairs)" + (isHere ? fault.comma(isEmpty: parts.isEmpty) : "") + "}"
    case .list(let elements):
      let parts = elements.map { $0.written(&chance, &fault) }
      text =
        "[" + parts.joined(separator: "\(space),") + (isHere ? fault.comma(isEmpty: parts.isEmpty) : "") + "\(space)]"
    case .text(let value): text = Self.quoted(value, &chance)
    case .number(let value):
      text = Self.number(value, &chance)
      if isHere, let wrong = fault.number(text, &chance) { text = wrong }
    case .word(let word): text = word
    }
    if isHere, fault.kind == .comment {
      text = chance.pick(["/* a */", "// b\n", "# c\n"]) + text
      fault.isMade = true
    }
    return text
  }

  private static func quoted(_ text: String, _ chance: inout Chance) -> String {
    let escaped = chance.holds(oneIn: 6) ? chance.below(text.count) : -1
    return "\""
      + text.unicodeScalars.enumerated().map { k, scalar in
        let digits = String(scalar.value, radix: 16)
        return k == escaped ? "\\u" + String(repeating: "0", count: 4 - digits.count) + digits : String(scalar)
      }.joined() + "\""
  }

  private static func number(_ value: Double, _ chance: inout Chance) -> String {
    let shortest = "\(value)"
    guard !shortest.contains("e"), value != 0 else { return shortest }
    return chance.pick([shortest, shortest + "0", shortest + "e0", shortest + "E+00"])
  }
}

/// Something that is not JSON, made at one node.
struct JSONFault {
  enum Kind: CaseIterable { case repeatedKey, trailingComma, doubleComma, comment, number }

  let kind: Kind
  /// Nodes to go.
  var place: Int
  var isMade = false

  init(_ kind: Kind, place: Int) { (self.kind, self.place) = (kind, place) }

  mutating func comma(isEmpty: Bool) -> String {
    guard kind == .trailingComma || (kind == .doubleComma && !isEmpty) else { return "" }
    isMade = true
    return kind == .trailingComma ? "," : ",,"
  }

  mutating func number(_ text: String, _ chance: inout Chance) -> String? {
    guard kind == .number else { return nil }
    isMade = true
    return chance.pick([
      "NaN", "Infinity", "-Infinity", "1e999", "0x10", "+1", ".5", "1.", "00", "01", "1e", "--1", "1_000", "１",
    ])
  }
}
