import Results
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

  @Test func scoreOfRepetitionsHasTheirMeanErrorAndNumber() {
    let score = Score(key: "a/b", meanOf: [1, 2, 6], title: "b of a")
    #expect(
      score
        == Score(
          key: "a/b", value: 3, standardError: (7.0 / 3).squareRoot(), degreesOfFreedom: 2, samples: 3,
          title: "b of a"))
    #expect(Score(key: "a/b", meanOf: [5], title: "b of a").standardError == nil)
    #expect(Score(key: "a/b", meanOf: [5], title: "b of a").degreesOfFreedom == nil)
  }
}
