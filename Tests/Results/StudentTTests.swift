import Results
import Testing

@Suite("Student's t") struct StudentTTests {
  // Two-sided quantiles as printed in statistical tables.
  @Test(arguments: [
    (0.99, 1, 63.657), (0.99, 4, 4.6041), (0.99, 8, 3.3554), (0.95, 4, 2.7764), (0.95, 30, 2.0423), (0.5, 1, 1.0),
  ])
  func tableValues(probability: Double, degreesOfFreedom: Int, expected: Double) {
    let quantile = StudentT.quantile(twoSided: probability, degreesOfFreedom: degreesOfFreedom)
    // The tables print five digits.
    #expect(abs(quantile - expected) < 5e-5 * max(1, expected))
  }

  @Test("many degrees of freedom approach the normal distribution")
  func normalLimit() {
    // The first correction is (z³ + z)/(4ν) = 0.0049 at ν = 1000.
    let quantile = StudentT.quantile(twoSided: 0.99, degreesOfFreedom: 1000)
    #expect(abs(quantile - 2.575829 - 0.0049) < 1e-4)
  }
}
