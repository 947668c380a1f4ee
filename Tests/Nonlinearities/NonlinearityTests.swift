import Glibc
import Nonlinearities
import Testing

@Suite struct NonlinearityTests {
  static let all: [Nonlinearity] = [
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

  @Test func valuesOfThoseWithSettings() {
    #expect(abs(Nonlinearity.exp(scale: 2, rate: 0.5)(1.2) - 2 * exp(0.6)) < 1e-15)
    #expect(abs(Nonlinearity.rbf(gamma: 0.5)(0.3) - 2.0.squareRoot() * sin(0.3 + .pi / 4)) < 1e-15)
    #expect(Nonlinearity.polynomial([1, -2, 3])(2.0) == 9 && Nonlinearity.monomial(degree: 3)(-2.0) == -8)
    // He₄ = x⁴ − 6x² + 3
    #expect(abs(Nonlinearity.hermite(degree: 4)(1.5) - (pow(1.5, 4) - 6 * 2.25 + 3) / 24.0.squareRoot()) < 1e-15)
    #expect(Nonlinearity.rectifiedMonomial(degree: 2)(3.0) == 9 && Nonlinearity.rectifiedMonomial(degree: 2)(-3.0) == 0)
    #expect(Nonlinearity.abrelu(left: -0.5, right: 2)(-2.0) == 1 && Nonlinearity.abrelu(left: -0.5, right: 2)(2.0) == 4)
    #expect([-2.0, 0, 3].map { Nonlinearity.sign($0) } == [-1, 0, 1])
    #expect([-2.0, 0, 3].map { Nonlinearity.step($0) } == [0, 0, 1])
    #expect(Nonlinearity.elu(alpha: 2)(3.0) == 3 && abs(Nonlinearity.elu(alpha: 2)(-1.0) - 2 * (exp(-1) - 1)) < 1e-15)
    #expect(abs(Nonlinearity.celu(alpha: 2)(-1.0) - 2 * (exp(-0.5) - 1)) < 1e-15)
    // SELU's own fixed point: mean 0, second moment 1.
    #expect(abs(Nonlinearity.selu.secondMoment(1) - 1) < 1e-7)
    #expect(abs(Nonlinearity.sigmoidLike(1.0) - (0.5 + 0.5 * erf(1 / 2.4020563531719796))) < 1e-15)
    #expect(abs(Nonlinearity.gabor(0.7) - exp(-0.49) * sin(0.7)) < 1e-15)
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
