import Nonlinearities
import Testing

@Suite("Formulas that are refused") struct RefusedExpressionTests {
  private static func problem(_ text: String) -> String {
    do {
      _ = try Nonlinearity.expression(text)
      return "accepted"
    } catch {
      return "\(error)"
    }
  }

  /// With the whole message.
  @Test(arguments: [
    ("", #"expression "": expected an expression at column 1"#),
    ("x*tanh(", #"expression "x*tanh(": expected an expression at column 8"#),
    ("x*tanh(x", #"expression "x*tanh(x": expected an operator or ")" at column 9"#),
    ("2x", #"expression "2x": expected an operator or the end at column 2"#),
    ("x)", #"expression "x)": expected an operator or the end at column 2"#),
    ("x +* 2", #"expression "x +* 2": expected an expression at column 4"#),
    ("max(x)", #"expression "max(x)": expected an operator or "," at column 6"#),
    ("tanh(x, x)", #"expression "tanh(x, x)": expected an operator or ")" at column 7"#),
    ("tanh x", #"expression "tanh x": expected "(" at column 6"#),
    ("1e999*x", #"expression "1e999*x": expected a number that float64 can hold at column 1"#),
    (".", #"expression ".": expected a number that float64 can hold at column 1"#),
    ("x\n+", #"expression "x +": expected an expression at column 4"#),
    (
      "1/x",
      #"expression "1/x": the denominator is 0 at x = 0.0: choose one that is smooth or has kinks alone"#
    ),
    (
      "log(x)",
      #"expression "log(x)": the argument of log is 0 at x = 0.0: choose one that is smooth or has kinks alone"#
    ),
    (
      "log(-20-x^2)",
      #"expression "log(-20-x^2)": it is not a number at x = 0.0: choose one that is finite on (-10, 10)"#
    ),
    (
      "exp(exp(x))",
      #"expression "exp(exp(x))": its slope is infinite at x = 6.5576: choose one that is finite on (-10, 10)"#
    ),
  ])
  func messages(_ text: String, _ expected: String) { #expect(Self.problem(text) == expected) }

  /// Poles between the points of any grid, jumps, roots with an infinite slope, unknown names.
  @Test(arguments: [
    "1/(x-0.1234567)", "1/(x-0.1234567)^2", "1/((x-0.1234567)*(x-0.1235))", "log((x-0.1234567)*(x-0.1235))",
    "(x-0.1234567)^-1", "atan(1/x)", "x/abs(x)", "tan(x)", "sqrt(abs(x))",
    "sqrt(x^2)", "x^0.5", "x^2.5", "x^x", "abs(x)^0.5", "sin(x)/x", "sign(x)", "floor(x)", "y", "X", "e(x)", "x x",
    "x;1",
    "π*x", "x²", "log(abs(x))", "1/sin(x)", "log1p(-x^2)", "0^x", "(-2)^x", "1/0", "x/0", "tanh()", "()", "max(,x)",
    "x,x",
    "((x)", "\u{0}", "x\u{301}", "😀",
  ])
  func refused(_ text: String) {
    let message = Self.problem(text)
    #expect(message.hasPrefix("expression \""), "\(text): \(message)")
    #expect(!message.contains { $0.isNewline }, "\(text)")
  }

  /// What varies faster than the panels of quadrature, and what quadrature does not see whole.
  @Test(arguments: [
    "cos(50*x)", "cos(100*x)", "exp(-100*(x^2-2)^2)", "exp(-1000*x^2)", "1/(1+400*x^2)", "sqrt(x^2+0.000001)",
    "abs(x)^1.1", "tanh(20*x)",
  ])
  func unresolved(_ text: String) throws {
    let phi = try Nonlinearity.expression(text)
    #expect(throws: NonlinearityFailure.unresolved(nonlinearity: "expression", variance: 1)) {
      try phi.dualMap(rowVariances: [1], columnVariances: [1])
    }
  }

  @Test func tooSteep() {
    #expect(Self.problem("max(-1, min(1000*(x-1), 1))").contains("its slope is 1000"))
    #expect(throws: Never.self) { try Nonlinearity.expression("max(-1, min(50*(x-1), 1))") }
  }

  @Test func theUnknownNameIsSaidWithThoseThatAreKnown() {
    let message = Self.problem("x*tahn(x)")
    #expect(message.contains("expected one of x, pi, e, max, min, exp, ") && message.hasSuffix(" at column 3"))
    #expect(!message.contains("sign"))
  }

  /// Nothing is too deep for the stack, and what is too long is said to be.
  @Test func longAndDeep() {
    for count in [10, 190, 210, 900, 10_000, 1_000_000] {
      let nested = String(repeating: "(", count: count)
      _ = Self.problem(nested)
      _ = Self.problem(nested + "x" + String(repeating: ")", count: count))
      for part in ["-", "tanh(", "x^", "x+", "x*", "1+(", "max(x,", "2**-"] {
        #expect(Self.problem(String(repeating: part, count: count)).hasPrefix("expression \""), "\(part)")
        _ = Self.problem(String(repeating: part, count: count) + "x")
      }
    }
    #expect(Self.problem(String(repeating: "(", count: 10_000)).hasSuffix("it is longer than 1000 characters"))
    #expect(Self.problem(String(repeating: "(", count: 300)).contains("more than 200 formulas inside each other"))
  }

  /// Random bytes and random pieces of formulas either make a φ that is finite or are refused in one line.
  @Test func anything() {
    var random = SystemlessGenerator(state: 3)
    let pieces = [
      "x", "1", "2.5", "e", "pi", "+", "-", "*", "/", "^", "**", "(", ")", ",", "tanh(", "exp(", "log(", "max(", "abs(",
      " ", ".", "1e", "sqrt(", "relu(", "y", "\t",
    ]
    for trial in 0..<2000 {
      let count = Int(random.next() % 14)
      let text: String
      if trial % 2 == 0 {
        text = (0..<count).map { _ in pieces[Int(random.next() % UInt64(pieces.count))] }.joined()
      } else {
        text = String(decoding: (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) }, as: UTF8.self)
      }
      do {
        let phi = try Nonlinearity.expression(text)
        for x in [-9.9, 0, 0.123, 9.9] { #expect(phi(x).isFinite && phi.derivative(x).isFinite, "\(text)") }
      } catch {
        // Not `hasPrefix`: an accent may sit on the quotation mark.
        #expect("\(error)".utf8.starts(with: "expression \"".utf8), "\(text)")
      }
    }
  }
}
