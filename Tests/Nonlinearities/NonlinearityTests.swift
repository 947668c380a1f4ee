import Glibc
import Nonlinearities
import Testing

@Suite struct NonlinearityTests {
  static let all: [Nonlinearity] =
    [
      .relu, .leakyRelu(slope: 0.1), .abs, .erf, .gelu, .sin, .cos, .identity, .tanh, .softplus, .sigmoid, .swish,
      .gabor,
      .custom(.init(name: "cube", function: { $0 * $0 * $0 }, derivative: { 3 * $0 * $0 })),
    ] + ClosedForms.smooth + ClosedForms.kinked + ClosedForms.jumps

  @Test(arguments: all) func derivativeIsTheSlope(_ nonlinearity: Nonlinearity) {
    for x in [-3.1, -0.7, -0.01, 0.02, 0.9, 2.5] {
      let step = 1e-5
      let slope = (nonlinearity(x + step) - nonlinearity(x - step)) / (2 * step)
      // A central difference of step 1e-5 is off by φ‴/6 · 1e-10 and by rounding, 1e-16/1e-5.
      #expect(abs(nonlinearity.derivative(x) - slope) < 1e-8 * max(1, slope.magnitude))
    }
  }

  @Test(arguments: all) func singlePrecisionAgrees(_ nonlinearity: Nonlinearity) {
    for x in stride(from: Float(-6), through: 6, by: 0.37) {
      let (single, double) = (nonlinearity(x), nonlinearity(Double(x)))
      // A few units in the last place of the larger of φ(x) and x: gelu's left tail is a product of two roundings.
      #expect(abs(Double(single) - double) <= 4e-7 * max(abs(double), 0.1))
    }
  }

  private static func expect(_ nonlinearity: Nonlinearity, at x: Double, is value: Double) {
    #expect(abs(nonlinearity(x) - value) <= 2e-15 * max(1, value.magnitude), "\(nonlinearity.name) at \(x)")
  }

  @Test func valuesOfThoseWithSettings() {
    Self.expect(.exp(scale: 2, rate: 0.5), at: 1.2, is: 2 * exp(0.6))
    Self.expect(.rbf(gamma: 0.5), at: 0.3, is: 2.0.squareRoot() * sin(0.3 + Double.pi / 4))
    Self.expect(.polynomial([1, -2, 3]), at: 2, is: 9)
    Self.expect(.monomial(degree: 3), at: -2, is: -8)
    // He₄ = x⁴ − 6x² + 3
    let fourth: Double = 5.0625 - 13.5 + 3
    Self.expect(.hermite(degree: 4), at: 1.5, is: fourth / 24.0.squareRoot())
    Self.expect(.rectifiedMonomial(degree: 2), at: 3, is: 9)
    Self.expect(.rectifiedMonomial(degree: 2), at: -3, is: 0)
    Self.expect(.abrelu(left: -0.5, right: 2), at: -2, is: 1)
    Self.expect(.abrelu(left: -0.5, right: 2), at: 2, is: 4)
    for (x, sign) in [(-2.0, -1.0), (0, 0), (3, 1)] {
      Self.expect(.sign, at: x, is: sign)
      Self.expect(.step, at: x, is: max(0, sign))
      Self.expect(.rectifiedMonomial(degree: 0), at: x, is: max(0, sign))
    }
    Self.expect(.elu(alpha: 2), at: 3, is: 3)
    Self.expect(.elu(alpha: 2), at: -1, is: 2 * expm1(-1))
    Self.expect(.celu(alpha: 2), at: -1, is: 2 * expm1(-0.5))
    Self.expect(.sigmoidLike, at: 1, is: 0.5 + 0.5 * erf(1 / 2.4020563531719796))
    Self.expect(.gabor, at: 0.7, is: exp(-0.49) * sin(0.7))
    // SELU's own fixed point.
    #expect(abs(Nonlinearity.selu.secondMoment(1) - 1) < 1e-7)
  }

  /// Far out nothing overflows, and the tails are exact.
  @Test func smoothOnesHaveTheirTails() {
    #expect(Nonlinearity.softplus(800.0) == 800 && Nonlinearity.softplus(-800.0) == 0)
    #expect(abs(Nonlinearity.softplus(-40.0) / exp(-40) - 1) < 1e-15)
    #expect(Nonlinearity.sigmoid(800.0) == 1 && Nonlinearity.sigmoid(-800.0) == 0)
    #expect(abs(Nonlinearity.sigmoid.derivative(40) / exp(-40) - 1) < 1e-15)
    #expect(Nonlinearity.swish(800.0) == 800 && Nonlinearity.swish(-800.0) == 0)
    #expect(abs(Nonlinearity.swish(-40.0) / (-40 * exp(-40)) - 1) < 1e-15)
    #expect(Nonlinearity.gaussian(40.0) == 0 && Nonlinearity.gaussian.derivative(40) == 0)
  }

  /// Functions cannot be compared: one's own φ is equal to its copies, and one that files know to all of its name.
  @Test func whatIsEqual() throws {
    func cube() -> Nonlinearity {
      .custom(.init(name: "cube", function: { $0 * $0 * $0 }, derivative: { 3 * $0 * $0 }))
    }
    let own = cube()
    let copy = own
    #expect(own == copy && own != cube())
    #expect(Nonlinearity.softplus == .softplus && Nonlinearity.softplus != .swish)
    #expect(own.form == nil && Nonlinearity.softplus.form?.form.name == "softplus")
    for form in NonlinearityForm.all {
      let settings = FormSettings.example(form)
      let phi = try form.nonlinearity(settings)
      #expect(phi.name == form.name && phi.form?.settings == settings)
      #expect(try phi == form.nonlinearity(settings))
    }
  }

  @Test func kinksTakeTheLeftSlope() {
    #expect(Nonlinearity.relu.derivative(0) == 0)
    #expect(Nonlinearity.leakyRelu(slope: 0.3).derivative(0) == 0.3)
  }
}
