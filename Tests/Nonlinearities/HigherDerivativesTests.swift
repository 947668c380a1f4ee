import Testing

import Nonlinearities

@Suite struct HigherDerivativesTests {
  @Test(
    "each derivative is that of the one before", arguments: [Nonlinearity.tanh, .erf, .gelu, .sin, .cos, .identity])
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

  @Test func kinksHaveNone() { #expect(HigherDerivatives(.relu) == nil && HigherDerivatives(.abs) == nil) }
}
