import Suite
import Testing

@Suite("Two classifiers on the same images") struct PairedComparisonTests {
  @Test func countsWhatOneAloneHasRight() throws {
    let (a, b) = (CorrectImages([true, true, false, false, true]), CorrectImages([true, false, true, false, false]))
    let pair = try #require(PairedComparison(a, b))
    #expect(pair.firstAlone == 2 && pair.secondAlone == 1)
    #expect(PairedComparison(a, CorrectImages([true])) == nil)
  }

  /// 2 P(X ≤ min), X of Binomial(n, 1/2), from exact integers: scipy.stats.binomtest(b, b + c).pvalue.
  @Test(arguments: [
    (0, 0, 1.0), (0, 1, 1.0), (0, 5, 0.0625), (6, 16, 0.052478790283203125), (16, 6, 0.052478790283203125),
    (59, 100, 0.0014344637604203952), (400, 520, 8.549170923883781e-05), (1000, 1000, 1.0),
  ])
  func theProbabilityIsTheBinomialOne(first: Int, second: Int, expected: Double) {
    let pair = PairedComparison(firstAlone: first, secondAlone: second)
    #expect((pair.probability - expected).magnitude <= 1e-9 * expected)
  }

  @Test func theSignIsThatOfTheBetterOne() {
    #expect(PairedComparison(firstAlone: 100, secondAlone: 59).sign == 1)
    #expect(PairedComparison(firstAlone: 59, secondAlone: 100).sign == -1)
    #expect(PairedComparison(firstAlone: 16, secondAlone: 6).sign == 0)
    // What underflows is no chance.
    #expect(PairedComparison(firstAlone: 9_000, secondAlone: 0).sign == 1)
  }

  /// The mean and the variance of each image's own difference, over n images.
  @Test func theDifferenceHasTheErrorOfItsImages() {
    let differences = (0..<100).map { $0 < 30 ? 1.0 : $0 < 40 ? -1 : 0 }
    let mean = differences.reduce(0, +) / 100
    let variance = differences.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 100 / 100
    let own = PairedComparison(firstAlone: 30, secondAlone: 10).difference(images: 100)
    #expect((own.mean - mean).magnitude < 1e-15 && (own.variance - variance).magnitude < 1e-15)
  }
}
