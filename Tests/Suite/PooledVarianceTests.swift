import Results
import Suite
import Testing

@Suite struct PooledVarianceTests {
  /// Squares of 2e-4 and 3 · 0.5e-4 about means of their own, with one degree of freedom each.
  @Test func groupsHaveMeansOfTheirOwn() {
    var pooled = PooledVariance()
    pooled.add([0.7, 0.72, .nan])
    pooled.add([0.3])
    pooled.add([0.90, 0.89], weight: 3)
    #expect(pooled.degreesOfFreedom == 2)
    let factor = StudentT.quantile(twoSided: 0.99, degreesOfFreedom: 2) / 2.576
    #expect((pooled.student - factor * factor * (2e-4 + 3 * 0.5e-4) / 2).magnitude < 1e-12)
  }

  @Test func whatWasNotRepeatedHasNoVariance() {
    var pooled = PooledVariance()
    #expect(pooled.student == 0)
    pooled.add([0.5, .nan])
    #expect(pooled.degreesOfFreedom == 0 && pooled.student == 0)
  }
}
