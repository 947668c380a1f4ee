import ExperimentSupport
import Results
import Suite
import Testing
import Xiao2020

@Suite("Table 1 of Xiao et al. 2020, convolutional networks")
struct Table1ConvolutionsTests {
  /// Measured kernels, one run: the numbers that have a closed form lie where theory has them. Tolerances are 1.5 times
  /// the 99 % bound that the reference file judges by, for seeds that happen to lie beyond it.
  @Test func limitsCarryTheFactorsOfTheWindow() throws {
    let finished = try Bench().finished(experiments["xiao2020/table1-convolutions"])
    let reference = try ReferenceNumbers("xiao2020/table1-convolutions")
    let scores = try finished.scores
    #expect(Set(scores.map(\.key)) == reference.keys)
    for score in scores {
      guard let expected = reference[score.key]?.value else {
        // Ratios after d is taken out.
        #expect(score.value > 1.0 / 36 && score.value < 36, "\(score.key)")
        continue
      }
      let width = 1.5 * 2.576 * (score.standardError ?? 0)
      #expect((score.value - expected).magnitude <= width, "\(score.key): \(score.value)")
    }
  }
}
