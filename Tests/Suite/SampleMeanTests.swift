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

  /// 1, 2, 6 have s²/n = 7/3 and 0, 4 have 4: the error is √(19/3), with (19/3)² / ((7/3)²/2 + 4²/1) = 2.14… degrees.
  @Test func differenceHasWelchsErrorAndDegrees() {
    let score = Score(key: "a", differenceOfMeans: [1, 2, 6], minus: [0, 4], title: "a")
    #expect(score.value == 1 && score.samples == 2 && score.degreesOfFreedom == 2)
    #expect(abs((score.standardError ?? .nan) - (19.0 / 3).squareRoot()) < 1e-15)
    // Two sets of one spread and size have the degrees of both.
    #expect(Score(key: "a", differenceOfMeans: [1, 2, 3], minus: [5, 6, 7], title: "a").degreesOfFreedom == 4)
    // A set without spread adds none, one value alone has no error, and two sets without spread have an error of 0.
    #expect(Score(key: "a", differenceOfMeans: [1, 2, 3], minus: [5, 5], title: "a").degreesOfFreedom == 2)
    #expect(Score(key: "a", differenceOfMeans: [1, 2, 3], minus: [5], title: "a").standardError == nil)
    let constant = Score(key: "a", differenceOfMeans: [1, 1, 1], minus: [5, 5], title: "a")
    #expect(constant.standardError == 0 && constant.degreesOfFreedom == 1)
  }
}
