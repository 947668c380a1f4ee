/// Reads a formula, by precedence climbing:
///
///     sum      + −, from the left
///     product  * /, from the left
///     sign     −u, which binds more weakly than a power: −x^2 is −(x²)
///     power    ^ or **, from the right: 2^3^2 is 2⁹
///     operand  a number, x, pi, e, f(u), max(u, v), min(u, v), (u)
struct ExpressionParser {
  /// What is wrong in a text, and where, counted from 1.
  struct Problem: Error, Equatable {
    let message: String
  }

  static let longestText = 1000
  /// Formulas inside each other: of a sum every term is one.
  static let deepest = 200

  private let characters: [Character]
  private var place = 0
  private var nesting = 0

  static func expression(_ text: String) throws(Problem) -> Expression {
    guard text.utf8.count <= longestText else {
      throw Problem(message: "it is longer than \(longestText) characters")
    }
    var parser = ExpressionParser(characters: Array(text))
    let expression = try parser.expression(minimum: 1)
    guard parser.peek() == nil else { throw parser.problem("expected an operator or the end") }
    return expression
  }

  private init(characters: [Character]) { self.characters = characters }

  private func problem(_ text: String, at place: Int? = nil) -> Problem {
    Problem(message: "\(text) at column \((place ?? self.place) + 1)")
  }

  /// The next character that is no blank, which then is at `place`.
  private mutating func peek() -> Character? {
    while place < characters.count, characters[place].isASCII, characters[place].isWhitespace { place += 1 }
    return place < characters.count ? characters[place] : nil
  }

  private mutating func take(_ character: Character, or expected: String) throws(Problem) {
    guard peek() == character else { throw problem("expected \(expected)") }
    place += 1
  }

  /// The operator that comes next, how many characters it has and how strongly it binds.
  private mutating func infix() -> (operation: ExpressionOperation, length: Int, strength: Int)? {
    switch peek() {
    case "+": return (.plus, 1, 1)
    case "-": return (.minus, 1, 1)
    case "/": return (.over, 1, 2)
    case "^": return (.power, 1, 3)
    case "*":
      let isDouble = place + 1 < characters.count && characters[place + 1] == "*"
      return isDouble ? (.power, 2, 3) : (.times, 1, 2)
    default: return nil
    }
  }

  private mutating func expression(minimum: Int) throws(Problem) -> Expression {
    nesting += 1
    defer { nesting -= 1 }
    guard nesting <= Self.deepest else { throw problem("more than \(Self.deepest) formulas inside each other") }
    var (left, joined) = (try operand(), nesting)
    while let (operation, length, strength) = infix(), strength >= minimum {
      place += length
      joined += 1
      guard joined <= Self.deepest else { throw problem("more than \(Self.deepest) operations one after another") }
      let right = try expression(minimum: operation == .power ? strength : strength + 1)
      left = .apply(operation, left, right)
    }
    return left
  }

  private mutating func operand() throws(Problem) -> Expression {
    guard let character = peek() else { throw problem("expected an expression") }
    switch character {
    case "-":
      place += 1
      return .negated(try expression(minimum: 3))
    case "+":
      place += 1
      return try expression(minimum: 3)
    case "(":
      place += 1
      let inner = try expression(minimum: 1)
      try take(")", or: "an operator or \")\"")
      return inner
    case "0"..."9", ".": return try number()
    case "a"..."z", "A"..."Z": return try named()
    default: throw problem("expected an expression")
    }
  }

  private mutating func number() throws(Problem) -> Expression {
    let start = place
    func isDigit(_ place: Int) -> Bool { place < characters.count && ("0"..."9").contains(characters[place]) }
    while isDigit(place) { place += 1 }
    if place < characters.count, characters[place] == "." {
      place += 1
      while isDigit(place) { place += 1 }
    }
    if place < characters.count, characters[place] == "e" || characters[place] == "E" {
      let isSigned = place + 1 < characters.count && "+-".contains(characters[place + 1])
      let digits = place + (isSigned ? 2 : 1)
      if isDigit(digits) {
        place = digits
        while isDigit(place) { place += 1 }
      }
    }
    guard let value = Double(String(characters[start..<place])), value.isFinite else {
      throw problem("expected a number that float64 can hold", at: start)
    }
    return .number(value)
  }

  private mutating func named() throws(Problem) -> Expression {
    let start = place
    while place < characters.count, characters[place].isASCII, characters[place].isLetter || characters[place].isNumber
    {
      place += 1
    }
    let name = String(characters[start..<place])
    switch name {
    case "x": return .variable
    case "pi": return .number(.pi)
    case "e": return .number(2.718281828459045)
    case "max", "min":
      try take("(", or: "\"(\"")
      let first = try expression(minimum: 1)
      try take(",", or: "an operator or \",\"")
      let second = try expression(minimum: 1)
      try take(")", or: "an operator or \")\"")
      return .apply(name == "max" ? .maximum : .minimum, first, second)
    default:
      guard let function = ExpressionFunction(rawValue: name), function != .sign else {
        let known = (["x", "pi", "e", "max", "min"] + ExpressionFunction.callable.map(\.rawValue))
        throw problem("expected one of \(known.joined(separator: ", "))", at: start)
      }
      try take("(", or: "\"(\"")
      let inner = try expression(minimum: 1)
      try take(")", or: "an operator or \")\"")
      return .apply(function, inner)
    }
  }
}
