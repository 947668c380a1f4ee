import Testing

import Nonlinearities

@Suite struct HigherDerivativesTests {
  static let smooth: [Nonlinearity] = [
    .tanh, .erf, .gelu, .sin, .cos, .identity, .softplus, .sigmoid, .swish, .gaussian,
  ]

  @Test("each derivative is that of the one before", arguments: smooth)
  func derivesStepByStep(nonlinearity: Nonlinearity) throws {
    let derivatives = try #require(HigherDerivatives(nonlinearity))
    let step = 1e-3
    for x in [-2.3, -0.7, 0, 0.4, 1.9] {
      let here = derivatives.upToFifth(x)
      #expect(here[0] == nonlinearity(x) && abs(here[1] - nonlinearity.derivative(x)) < 1e-15)
      #expect(here.lowHalf == derivatives.upToThird(x))
      let (left, right) = (derivatives.upToFifth(x - step), derivatives.upToFifth(x + step))
      let (farLeft, farRight) = (derivatives.upToFifth(x - 2 * step), derivatives.upToFifth(x + 2 * step))
      for order in 0..<5 {
        let slope = (8 * (right[order] - left[order]) - (farRight[order] - farLeft[order])) / (12 * step)
        #expect(abs(slope - here[order + 1]) < 1e-8, "\(nonlinearity.name), order \(order + 1) at \(x)")
      }
    }
  }

  @Test("a list gives what each number does", arguments: smooth)
  func listsAgree(nonlinearity: Nonlinearity) throws {
    let derivatives = try #require(HigherDerivatives(nonlinearity))
    let x = Array(stride(from: -3.0, through: 3, by: 0.37))
    var third = [SIMD4<Double>](repeating: .zero, count: x.count + 1)
    var fifth = [SIMD8<Double>](repeating: .zero, count: x.count + 1)
    derivatives.upToThird(x, into: &third)
    derivatives.upToFifth(x, into: &fifth)
    #expect(third == x.map(derivatives.upToThird) + [.zero] && fifth == x.map(derivatives.upToFifth) + [.zero])
  }

  @Test func kinksHaveNone() { #expect(HigherDerivatives(.relu) == nil && HigherDerivatives(.abs) == nil) }
}
