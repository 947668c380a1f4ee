import Glibc
import Nonlinearities
import Testing

@Suite("A formula in x") struct ExpressionTests {
  private static func value(_ text: String, at x: Double) throws -> Double { try Nonlinearity.expression(text)(x) }

  /// Whatever the text, the same by hand.
  @Test(
    arguments: [
      ("1 + 2*3", 7), ("(1+2)*3", 9), ("2*3+1", 7), ("7-3-2", 2), ("24/4/3", 2), ("2^3^2", 512), ("2**3", 8),
      ("-2^2", -4), ("(-2)^2", 4), ("(-2)^3", -8), ("2^-1", 0.5), ("2*-3", -6), ("--2", 2), ("+2", 2), ("-x^2", -9),
      ("2*x^2", 18), ("-2*x", -6), ("2^-x*8", 1), ("x-1-1", 1), ("6/2*x", 9), ("1e2 + 1E-2", 100.01), (".5*4", 2),
      ("max(x, 4) - min(x, 4)", 1), (" x\t+ 1 ", 4), ("cos(pi)", -1), ("log(e)", 1), ("max(x,-x)*2", 6),
      ("x^0", 1), ("x^1", 3), ("x^-0*2", 2), ("abs(-x)", 3), ("relu(-x)", 0), ("x*x-x/x^0", 6),
    ] as [(String, Double)])
  func precedence(_ text: String, _ expected: Double) throws {
    #expect(abs(try Self.value(text, at: 3) - expected) <= 4 * expected.magnitude.ulp, "\(text)")
  }

  /// Every function is the C library's.
  @Test func functions() throws {
    let known: [(String, (Double) -> Double)] = [
      ("exp", exp), ("expm1", expm1), ("sin", sin), ("cos", cos), ("sinh", sinh), ("cosh", cosh), ("tanh", tanh),
      ("asinh", asinh), ("atan", atan), ("erf", erf), ("erfc", erfc), ("abs", { abs($0) }), ("relu", { max($0, 0) }),
      ("sigmoid", { 1 / (1 + exp(-$0)) }), ("softplus", { log1p(exp($0)) }),
      ("gelu", { 0.5 * $0 * erfc(-$0 / 2.0.squareRoot()) }), ("swish", { $0 / (1 + exp(-$0)) }),
    ]
    for (name, function) in known {
      for x in [-2.3, -0.4, 0, 0.7, 3.1] {
        #expect(abs(try Self.value("\(name)(x)", at: x) - function(x)) <= 4e-15 * max(1, abs(function(x))), "\(name)")
      }
    }
    for (text, function) in [
      ("log(x^2+1)", { log($0 * $0 + 1) }), ("log1p(x^2)", { log1p($0 * $0) }),
      ("sqrt(1+x^2)", { (1 + $0 * $0).squareRoot() }), ("tan(x/10)", { tan($0 / 10) }),
      ("(1+x^2)^0.3", { pow(1 + $0 * $0, 0.3) }), ("2^x", { exp2($0) }), ("(2+sin(x))^x", { pow(2 + sin($0), $0) }),
    ] as [(String, (Double) -> Double)] {
      #expect(abs(try Self.value(text, at: 1.3) - function(1.3)) < 1e-14, "\(text)")
    }
  }

  /// φ′ against central differences: every function, every operation, and formulas drawn at random.
  @Test func derivatives() throws {
    let functions = [
      "exp", "expm1", "sin", "cos", "sinh", "cosh", "tanh", "asinh", "atan", "erf", "erfc", "abs", "relu", "sigmoid",
      "softplus", "gelu", "swish",
    ]
    var texts = functions.map { "\($0)(x)" } + functions.map { "\($0)(0.3*x - 1)" }
    texts += ["log(x^2+1)", "log1p(x^2)", "sqrt(1+x^2)", "tan(x/10)", "(1+x^2)^0.3", "2^x", "(2+sin(x))^x", "x^-0"]
    texts += ["x^3/(1+x^2)", "(1+x^4)^-2", "max(x, sin(x))*min(x^2, 1)", "1/(1+exp(-x))", "exp(x)/(1+exp(x))"]
    var random = SystemlessGenerator(state: 7)
    texts += (0..<150).map { _ in Self.random(4, &random) }
    var compared = 0
    for text in texts {
      guard let phi = try? Nonlinearity.expression(text) else { continue }
      compared += 1
      for x in [-2.71, -0.83, 0.37, 1.93] {
        let step = 1e-5
        let (left, right) = (phi(x - step), phi(x + step))
        // A kink, where the one-sided slopes differ, or curvature too large for the step.
        let sides = ((right - phi(x)) / step, (phi(x) - left) / step)
        if abs(sides.0 - sides.1) > 1e-3 * max(1, abs(sides.0)) { continue }
        let scale = max(1, abs(sides.0), abs(left))
        #expect(abs(phi.derivative(x) - (right - left) / (2 * step)) < 1e-6 * scale, "\(text) at \(x)")
      }
    }
    #expect(compared > 150)
  }

  /// A formula of functions that are finite and smooth wherever their arguments are.
  private static func random(_ depth: Int, _ generator: inout SystemlessGenerator) -> String {
    if depth == 0 { return ["x", "0.7", "x", "-1.3"][Int(generator.next() % 4)] }
    let (u, v) = (random(depth - 1, &generator), random(depth - 1, &generator))
    switch generator.next() % 12 {
    case 0: return "(\(u)) + \(v)"
    case 1: return "(\(u)) - (\(v))"
    case 2: return "(\(u)) * (\(v))"
    case 3: return "(\(u)) / (1 + (\(v))^2)"
    case 4: return "(\(u))^\(generator.next() % 4)"
    case 5: return "max(\(u), \(v))"
    case 6: return "min(\(u), \(v))"
    case 7: return "tanh(\(u))"
    case 8: return "sin(\(u))"
    case 9: return "exp(-(\(u))^2)"
    case 10: return "abs(\(u))"
    default: return "softplus(\(u))"
    }
  }

  /// What would be infinity over infinity, or 0 times it.
  @Test func nothingOverflows() throws {
    for (text, far, near) in [
      ("log(1+exp(x))", 1000.0, 0.0), ("log(exp(x)+1)", 1000, 0), ("log1p(exp(x))", 1000, 0), ("1/(1+exp(-x))", 1, 0),
      ("exp(x)/(1+exp(x))", 1, 0), ("x/(1+exp(-x))", 1000, 0), ("x*tanh(log(1+exp(x)))", 1000, 0),
      ("min(exp(x)-1, 0) + max(x, 0)", 1000, -1),
    ] {
      let phi = try Nonlinearity.expression(text)
      #expect(phi(1000.0) == far && phi(-1000.0) == near, "\(text)")
      #expect(phi.derivative(1000).isFinite && phi.derivative(-1000) == 0, "\(text)")
    }
  }
}

/// Marsaglia's xorshift: the same formulas every time.
struct SystemlessGenerator: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state
  }
}
