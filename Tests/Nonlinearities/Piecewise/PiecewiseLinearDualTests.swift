import Nonlinearities
import Testing

@Suite struct PiecewiseLinearDualTests {
  @Test func rectifierAtTheAnglesOfTheUnitCircle() throws {
    let (rho, dot) = try applyDual(.relu, 2, 3, [0, 1, 2, 0.5])
    #expect(rho[0] == 0 && dot[0] == 0.5)
    // c = 0: T = 1/(2π) of T(q) = 1/2.
    #expect(abs(rho[1] - (1 - 1 / Double.pi)) < 2e-16 && abs(dot[1] - 0.25) < 1e-16)
    #expect(rho[2] == 1 && dot[2] == 0)
    // c = 1/2, θ = π/3: T/T(q) = (√3/2 + π/3)/π.
    #expect(abs(rho[3] - (1 - (0.75.squareRoot() / Double.pi + 1 / 3.0))) < 2e-16)
    #expect(abs(dot[3] - 1 / 3.0) < 1e-16)
  }

  @Test func nearlyCoincidingInputsKeepRelativePrecision() throws {
    // ρ = ε − (2√2/3π) ε^{3/2} + O(ε^{5/2}) for ReLU.
    for epsilon in [1e-6, 1e-9, 1e-12, 1e-15] {
      let rho = try applyDual(.relu, 1, 1, [epsilon]).separations[0]
      let series = epsilon * (1 - 2 * 2.0.squareRoot() / (3 * .pi) * epsilon.squareRoot())
      #expect(abs(rho / series - 1) < epsilon * epsilon.squareRoot() + 4e-16)
    }
  }

  @Test func zeroVarianceSeparatesNothing() throws {
    #expect(try applyDual(.relu, 0, 1, [0.3, 1.2]).separations == [0, 0])
    #expect(try applyDual(.abs, 1, 0, [0.3, 1.2]).separations == [0, 0])
  }

  @Test func negativeVarianceIsRefused() {
    #expect(throws: NonlinearityFailure.self) {
      try Nonlinearity.relu.dualMap(rowVariances: [1, -1], columnVariances: [1])
    }
  }
}
