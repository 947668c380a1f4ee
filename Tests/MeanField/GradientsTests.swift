import Glibc
import MeanField
import Nonlinearities
import Testing

@Suite struct GradientsTests {
  @Test func variancesArePowersOfChi() throws {
    let theory = try MeanFieldTheory(nonlinearity: .erf, weightVariance: 1.5, biasVariance: 0.05)
    let chi1 = try theory.chi1.get()
    let variances = try theory.gradientVariances(last: 2, depth: 3)
    #expect(variances.count == 4 && variances[3] == 2)
    #expect(abs(variances[0] - 2 * chi1 * chi1 * chi1) < 1e-15)
    // Growing backwards: a negative depth scale.
    #expect(abs(try theory.gradientDepthScale.get() + 1 / log(chi1)) < 1e-9)
    #expect(throws: MeanFieldFailure.negativeDepth(-2)) { try theory.gradientVariances(last: 1, depth: -2) }
  }

  @Test("no gradient stays none where its factor overflows")
  func zeroGradient() throws {
    let theory = try MeanFieldTheory(nonlinearity: .erf, weightVariance: 4, biasVariance: 0)
    #expect(try theory.gradientVariances(last: 1, depth: 5000)[0] == .infinity)
    #expect(try theory.gradientVariances(last: 0, depth: 5000).allSatisfy { $0 == 0 })
  }
}
