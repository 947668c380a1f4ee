import Glibc
import Nonlinearities
import Testing

@Suite("Duals of formulas") struct ExpressionDualTests {
  private static let separations = [0, 1e-6, 0.01, 0.05, 0.4, 1, 1.7, 1.97]

  /// Well-known functions, written out, against their own duals.
  @Test(
    arguments: [
      ("tanh(x)", .tanh), ("erf(x)", .erf), ("x*0.5*erfc(-x/sqrt(2))", .gelu), ("log(1+exp(x))", .softplus),
      ("sin(x)", .sin), ("cos(x)", .cos), ("1/(1+exp(-x))", .sigmoid), ("x/(1+exp(-x))", .swish),
      ("exp(-x^2)", .gaussian),
      ("max(x, 0)", .relu), ("relu(x)", .relu), ("abs(x)", .abs), ("max(x, 0.1*x)", .leakyRelu(slope: 0.1)),
      ("x", .identity), ("max(x,-x)", .abs), ("0.5*(x+abs(x))", .relu),
    ] as [(String, Nonlinearity)])
  func known(_ text: String, _ own: Nonlinearity) throws {
    let phi = try Nonlinearity.expression(text)
    for (q1, q2) in [(1.0, 1.0), (0.3, 2), (5, 5)] {
      #expect(abs(phi.secondMoment(q1) / own.secondMoment(q1) - 1) < 1e-13, "\(text)")
      #expect(abs(phi.derivativeSecondMoment(q1) / own.derivativeSecondMoment(q1) - 1) < 1e-13, "\(text)")
      #expect(abs(phi.mean(q1) - own.mean(q1)) < 1e-13, "\(text)")
      let (rho, slopes) = try applyDual(phi, q1, q2, Self.separations)
      let (expected, expectedSlopes) = try applyDual(own, q1, q2, Self.separations)
      for k in Self.separations.indices {
        let place: Comment = "\(text) q = \(q1), \(q2), ε = \(Self.separations[k])"
        #expect(abs(rho[k] - expected[k]) < 1e-12 * max(1e-3, expected[k]), place)
        #expect(abs(slopes[k] - expectedSlopes[k]) < 1e-12, place)
      }
    }
  }

  /// ρ of nearly coinciding inputs of one variance has as many digits as ε, not as 1 − ε; three fewer by quadrature
  /// over pairs, where kinks are not those of lines.
  @Test(
    arguments: [
      ("erf(x)", .erf), ("x*0.5*erfc(-x/sqrt(2))", .gelu), ("sin(x)", .sin), ("exp(-x^2)", .gaussian),
      ("max(x, 0)", .relu), ("relu(x)^2", .rectifiedMonomial(degree: 2)),
    ] as [(String, Nonlinearity)])
  func nearCoincidence(_ text: String, _ own: Nonlinearity) throws {
    let phi = try Nonlinearity.expression(text)
    let near = [1e-14, 1e-11, 1e-8, 1e-5, 1e-3]
    for q in [0.3, 1, 5] {
      let (rho, slopes) = try applyDual(phi, q, q, near)
      let (expected, expectedSlopes) = try applyDual(own, q, q, near)
      for k in near.indices {
        let tolerance = text.contains("relu") ? 1e-9 : 1e-12
        let pair = "\(text) q = \(q), ε = \(near[k]): \(rho[k]), \(expected[k])"
        #expect(abs(rho[k] / expected[k] - 1) < tolerance, "\(pair)")
        #expect(abs(slopes[k] - expectedSlopes[k]) < 1e-12, "\(text) q = \(q), ε = \(near[k])")
      }
    }
  }

  @Test(arguments: OwnGolden.formulas.indices) func golden(_ index: Int) throws {
    let golden = OwnGolden.formulas[index]
    let phi = try Nonlinearity.expression(golden.name)
    let (rho, slopes) = try applyDual(phi, golden.variances.0, golden.variances.1, golden.pairs.map { $0[0] })
    for (k, pair) in golden.pairs.enumerated() {
      #expect(abs(rho[k] - pair[1]) < 1e-12 * max(1e-3, pair[1]), "\(golden.name) \(golden.variances) ε = \(pair[0])")
      #expect(abs(slopes[k] - pair[2]) < 1e-12, "\(golden.name) \(golden.variances) ε = \(pair[0])")
    }
  }

  /// Kinks at places that are solved for or looked for, by the left slope in quadrature against the same function with
  /// its kinks stated.
  @Test func kinksAreFound() throws {
    let root = 1.3247179572447460
    let cases: [(String, [Double], @Sendable (Double) -> Double, @Sendable (Double) -> Double)] = [
      ("max(x^3 - x - 1, 0)", [root], { max($0 * $0 * $0 - $0 - 1, 0) }, { $0 > root ? 3 * $0 * $0 - 1 : 0 }),
      ("max(x,0) + min(exp(x)-1,0)", [0], { $0 > 0 ? $0 : expm1($0) }, { $0 > 0 ? 1 : exp($0) }),
      ("relu(x - 0.7)^2", [0.7], { pow(max($0 - 0.7, 0), 2) }, { 2 * max($0 - 0.7, 0) }),
      (
        "abs(tanh(x) - 0.5)", [atanh(0.5)], { abs(tanh($0) - 0.5) },
        {
          (1 - tanh($0) * tanh($0)) * (tanh($0) > 0.5 ? 1 : -1)
        }
      ),
    ]
    for (text, kinks, function, derivative) in cases {
      let phi = try Nonlinearity.expression(text)
      #expect(!phi.isSmooth, "\(text)")
      let own = Nonlinearity.custom(.init(name: text, breakpoints: kinks, function: function, derivative: derivative))
      for q in [0.4, 2.0] {
        #expect(abs(phi.secondMoment(q) / own.secondMoment(q) - 1) < 1e-13, "\(text)")
        let (rho, slopes) = try applyDual(phi, q, q, [0.05, 1])
        let (expected, expectedSlopes) = try applyDual(own, q, q, [0.05, 1])
        for k in 0..<2 {
          #expect(abs(rho[k] - expected[k]) < 1e-12 && abs(slopes[k] - expectedSlopes[k]) < 1e-11, "\(text)")
        }
      }
    }
  }

  /// Two and three kinks nearer to each other than the points at which zeros are looked for.
  @Test func kinksNearEachOtherAreFound() throws {
    func near(_ gap: Double) -> (@Sendable (Double) -> Double, @Sendable (Double) -> Double) {
      ({ max(($0 - 0.3) * ($0 - (0.3 + gap)), 0) }, { $0 <= 0.3 || $0 > 0.3 + gap ? 2 * $0 - 0.6 - gap : 0 })
    }
    for gap in [0.0023, 0.0003, 1e-5] {
      let text = "max((x-0.3)*(x-\(0.3 + gap)), 0)"
      let (function, derivative) = near(gap)
      let own = Nonlinearity.custom(
        .init(name: text, breakpoints: [0.3, 0.3 + gap], function: function, derivative: derivative))
      let phi = try Nonlinearity.expression(text)
      #expect(!phi.isSmooth, "\(gap)")
      #expect(abs(phi.secondMoment(1) / own.secondMoment(1) - 1) < 1e-13, "\(gap)")
      let (rho, slopes) = try applyDual(phi, 1, 1, [0.05, 1])
      let (expected, expectedSlopes) = try applyDual(own, 1, 1, [0.05, 1])
      for k in 0..<2 {
        #expect(abs(rho[k] - expected[k]) < 1e-12 && abs(slopes[k] - expectedSlopes[k]) < 1e-11, "\(gap)")
      }
    }
    // Of three zeros a change of sign shows one.
    let roots = [0.3001, 0.3005, 0.301]
    let text = "abs((x-0.3001)*(x-0.3005)*(x-0.301)) + x"
    let product: @Sendable (Double) -> Double = { ($0 - roots[0]) * ($0 - roots[1]) * ($0 - roots[2]) }
    let own = Nonlinearity.custom(
      .init(
        name: text, breakpoints: roots, function: { abs(product($0)) + $0 },
        derivative: { x in
          let slope = (0..<3).reduce(0.0) { sum, k in
            sum + (0..<3).filter { $0 != k }.reduce(1) { $0 * (x - roots[$1]) }
          }
          return 1 + (product(x) > 0 ? slope : -slope)
        }))
    let phi = try Nonlinearity.expression(text)
    #expect(abs(phi.derivativeSecondMoment(1) / own.derivativeSecondMoment(1) - 1) < 1e-13)
    #expect(abs(phi.derivative(0.3003) - own.derivative(0.3003)) < 1e-12)
  }

  @Test func smoothOnesHaveNoKinks() throws {
    for text in ["tanh(x)", "max(x^2+1, 0)", "relu(exp(x))", "(x^2+1)^0.5", "abs(x^2-0.6*x+0.09)", "max(x^4, 0)"] {
      #expect(try Nonlinearity.expression(text).isSmooth, "\(text)")
    }
  }

  /// What grows too fast, has a pole or kinks further out, or overflows is refused at the variances that reach there.
  @Test func largeVariances() throws {
    for (text, largest, refused) in [
      ("x*tanh(log(1+exp(x)))", 1e4, 1e300), ("log(1+exp(x))", 1e4, 1e300), ("1/(x-30)", 1, 100),
      ("abs(sin(x))", 4, 100), ("exp(x^2/10)", 1, 4), ("(exp(x)-exp(-x))/(exp(x)+exp(-x))", 1, 1e4), ("exp(x)", 9, 1e4),
      ("sqrt(20+x)", 1, 100),
    ] {
      let phi = try Nonlinearity.expression(text)
      #expect(throws: Never.self, "\(text)") { try phi.dualMap(rowVariances: [1], columnVariances: [largest]) }
      #expect(throws: NonlinearityFailure.self, "\(text)") {
        try phi.dualMap(rowVariances: [refused], columnVariances: [1])
      }
    }
    let message = #"expression "1/(x-30)": an input of variance 100.0 reaches beyond |x| = 30.0, "#
    do {
      _ = try Nonlinearity.expression("1/(x-30)").dualMap(rowVariances: [100], columnVariances: [100])
    } catch {
      #expect("\(error)".hasPrefix(message))
    }
  }

  @Test func equalityIsThatOfTheText() throws {
    let phi = try Nonlinearity.expression("tanh(x)")
    #expect(try phi == .expression("tanh(x)") && phi != .expression("tanh( x)") && phi != .tanh)
    #expect(try Nonlinearity.expression("max(x,0)") != .expression("relu(x)"))
    #expect(phi.form?.settings == ["text": .text("tanh(x)")] && phi.name == "expression")
  }
}
