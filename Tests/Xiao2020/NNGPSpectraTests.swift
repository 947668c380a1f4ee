import ExperimentSupport
import Plotting
import Results
import Suite
import Testing
import Xiao2020

@Suite("Condition numbers of the NNGP kernel")
struct NNGPSpectraTests {
  /// Measured kernels, one run: every law within the distance that the reference file judges by.
  @Test func lawsHold() throws {
    let finished = try Bench().finished(experiments["xiao2020/nngp-spectra"])
    let reference = try ReferenceNumbers("xiao2020/nngp-spectra")
    let tolerances = try ReferenceNumbers.library().reference(for: "xiao2020/nngp-spectra").tolerances
    let scores = try finished.scores
    #expect(Set(scores.map(\.key)) == reference.keys)
    for score in scores {
      let published = try #require(reference[score.key])
      let width = try #require(tolerances[published.tolerance]?.width(for: score))
      #expect((score.value - (try #require(published.value))).magnitude <= width, "\(score.key): \(score.value)")
    }
    let figure = try #require(try finished.figure)
    #expect(
      figure.panels.map(\.title) == [
        "NNGP, chaotic", "NNGP, chaotic", "NNGP, ordered", "NNGP, critical", "NNGP, critical ReLU",
        "NTK, critical ReLU",
      ])
    // Three networks, and two limits or a guide; two sizes of ReLU, with a guide or two limits.
    #expect(figure.panels.map(\.layers.count) == [5, 4, 4, 4, 3, 4])
  }
}
