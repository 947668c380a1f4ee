import Suite
import Testing

@Suite("Means with standard errors")
struct SampleMeanTests {
  /// 1, 2, 6: mean 3, s² = (4 + 1 + 9)/2 = 7, standard error √(7/3).
  @Test func meanAndStandardErrorByHand() {
    let sample = SampleMean([1, 2, 6])
    #expect(sample.mean == 3)
    #expect(sample.standardError == (7.0 / 3).squareRoot())
  }

  @Test func oneValueHasNoError() {
    #expect(SampleMean([5]).mean == 5)
    #expect(SampleMean([5]).standardError == nil)
    #expect(SampleMean([5, 5]).standardError == 0)
  }
}
