import ExperimentSupport
import Results
import Suite
import Testing
import Xiao2020

@Suite("Table 1 of Xiao et al. 2020, convolutional networks")
struct Table1ConvolutionsTests {
  /// Measured kernels, one run: the numbers that have a closed form lie where theory has them, within the distances
  /// that the reference file judges by: what finite depth leaves, whatever the seeds.
  @Test func limitsCarryTheFactorsOfTheWindow() throws {
    let finished = try Bench().finished(experiments["xiao2020/table1-convolutions"])
    let reference = try ReferenceNumbers("xiao2020/table1-convolutions")
    let tolerances = try ReferenceNumbers.library().reference(for: "xiao2020/table1-convolutions").tolerances
    let scores = try finished.scores
    #expect(Set(scores.map(\.key)) == reference.keys)
    for score in scores {
      guard let published = reference[score.key], let expected = published.value else {
        // Ratios after d is taken out.
        #expect(score.value > 1.0 / 36 && score.value < 36, "\(score.key)")
        continue
      }
      let width = try #require(tolerances[published.tolerance]?.width(for: score), "\(score.key)")
      #expect((score.value - expected).magnitude <= width, "\(score.key): \(score.value)")
    }
  }
}
