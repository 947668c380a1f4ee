import MeanField
import Nonlinearities
import Testing

/// The theory of nonlinearities with settings: its fixed points are fixed, and its slopes are those of the maps.
@Suite struct ClosedNonlinearitiesTests {
  struct Point: Sendable, CustomTestStringConvertible {
    let nonlinearity: Nonlinearity
    let weightVariance, biasVariance: Double
    var testDescription: String { nonlinearity.name }
  }

  static let points = [
    Point(nonlinearity: .exp(scale: 0.5, rate: 0.5), weightVariance: 0.8, biasVariance: 0.1),
    Point(nonlinearity: .gaussian, weightVariance: 2, biasVariance: 0.1),
    Point(nonlinearity: .rbf(gamma: 1), weightVariance: 1.5, biasVariance: 0.1),
    Point(nonlinearity: .monomial(degree: 2), weightVariance: 0.05, biasVariance: 0.2),
    Point(nonlinearity: .polynomial([0.1, 1, 0.1]), weightVariance: 0.5, biasVariance: 0.2),
    Point(nonlinearity: .hermite(degree: 3), weightVariance: 0.1, biasVariance: 0.3),
    Point(nonlinearity: .rectifiedMonomial(degree: 2), weightVariance: 0.1, biasVariance: 0.2),
    Point(nonlinearity: .abrelu(left: -0.4, right: 1.2), weightVariance: 0.8, biasVariance: 0.2),
    Point(nonlinearity: .elu(), weightVariance: 1.2, biasVariance: 0.1),
    Point(nonlinearity: .selu, weightVariance: 0.9, biasVariance: 0.1),
    Point(nonlinearity: .celu(alpha: 0.5), weightVariance: 1.2, biasVariance: 0.1),
    Point(nonlinearity: .sigmoidLike, weightVariance: 3, biasVariance: 0.1),
    Point(nonlinearity: .gabor, weightVariance: 3, biasVariance: 0.1),
  ]

  @Test(arguments: points) func fixedPointsAreFixed(_ point: Point) throws {
    let theory = try MeanFieldTheory(
      nonlinearity: point.nonlinearity, weightVariance: point.weightVariance, biasVariance: point.biasVariance)
    let q = try theory.fixedVariance.get()
    let next = point.weightVariance * point.nonlinearity.secondMoment(q) + point.biasVariance
    #expect(abs(next / q - 1) < 1e-13)
    let chi1 = try theory.chi1.get()
    #expect(abs(chi1 - point.weightVariance * point.nonlinearity.derivativeSecondMoment(q)) < 1e-13 * chi1)
    let separation = try theory.fixedSeparation.get()
    let mapped = try theory.separationMap([separation], variance: q)[0]
    #expect(abs(mapped - separation) < 1e-12)
    // χ₁ is the slope of the correlation map at coinciding inputs.
    let step = 1e-9
    let slope = try theory.separationMap([step], variance: q)[0] / step
    #expect(abs(slope - chi1) < 1e-4 * chi1)
  }

  @Test func phases() throws {
    // Of sin and cos features χ₁ = 2γ σ_w², whatever q* is.
    for (weightVariance, isOrdered) in [(0.49, true), (0.51, false)] {
      let theory = try MeanFieldTheory(nonlinearity: .rbf(gamma: 1), weightVariance: weightVariance, biasVariance: 0.6)
      #expect(try theory.phase.get() == (isOrdered ? .ordered : .chaotic))
    }
    let features = try CriticalLine(.rbf(gamma: 1)).weightVariance(biasVariance: 0.6)
    #expect(abs(features - 0.5) < 1e-12)
    // Two slopes make a line of their own: 2/(a² + b²).
    let line = try CriticalLine(.abrelu(left: -0.4, right: 1.2)).weightVariance(biasVariance: 0.3)
    #expect(abs(line - 2 / (0.16 + 1.44)) < 1e-14)
  }

  @Test("φ that jumps has no χ₁", arguments: [Nonlinearity.sign, .step, .rectifiedMonomial(degree: 0)])
  func jumps(_ nonlinearity: Nonlinearity) {
    let failure = NonlinearityFailure.discontinuous(nonlinearity: nonlinearity.name, place: 0)
    #expect(throws: failure) {
      try MeanFieldTheory(nonlinearity: nonlinearity, weightVariance: 1, biasVariance: 0.1)
    }
    #expect(throws: failure) { try CriticalLine(nonlinearity).weightVariance(biasVariance: 0.1) }
  }

  /// Growth without bound has no fixed point.
  @Test func growth() throws {
    let theory = try MeanFieldTheory(nonlinearity: .monomial(degree: 3), weightVariance: 2, biasVariance: 0.1)
    #expect(throws: Absence.varianceGrows) { try theory.fixedVariance.get() }
  }
}
