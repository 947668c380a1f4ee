import Inference
import LinearAlgebra
import Testing

@Suite("A posterior in parts") struct PosteriorPartsTests {
  @Test("predicts the same bits again", arguments: [false, true], [false, true])
  func sameBits(isAnchored: Bool, isPacked: Bool) throws {
    let example = PosteriorExample(isAnchored: isAnchored)
    let posterior = try example.posterior(isPacked: isPacked)
    var (first, second) = (PredictionAccuracy(), PredictionAccuracy())
    let found = try example.predict(posterior, &first)
    let again = try example.predict(CheckedPosterior(posterior.parts, solver: posterior.solver), &second)
    #expect(found.means == again.means && found.variances == again.variances && first == second)
    #expect(found.variances != nil)
  }

  /// The bound by λ_min claims no more than the weights themselves do, and still something.
  @Test("without the factor means have the same bits and a bound of their digits", arguments: [false, true])
  func withoutFactor(isAnchored: Bool) throws {
    let example = PosteriorExample(isAnchored: isAnchored)
    let posterior = try example.posterior(isPacked: false)
    var (whole, bound) = (PredictionAccuracy(), PredictionAccuracy())
    let found = try example.predict(posterior, &whole)
    let rest = try example.predict(CheckedPosterior(posterior.parts, solver: nil), &bound)
    #expect(rest.means == found.means && rest.variances == nil)
    #expect(bound.meanDigits <= whole.meanDigits && bound.meanDigits >= whole.meanDigits - 2)
    #expect(bound.isTrusted && bound.spread == whole.spread)
  }

  @Test("arrays that do not fit together are refused", arguments: 0..<5)
  func shapes(which: Int) throws {
    let posterior = try PosteriorExample(isAnchored: true).posterior(isPacked: false)
    var parts = posterior.parts
    switch which {
    case 0: parts.diagonal.removeLast()
    case 1: parts.targetScales.append(1)
    case 2: parts.anchor?.slopes.removeLast()
    case 3: parts.anchor?.components.append(1)
    default: parts.anchor?.solution = []
    }
    #expect(throws: GaussianProcessError.partsDiffer) { try CheckedPosterior(parts, solver: nil) }
    let other = try PosteriorExample(isAnchored: false).posterior(isPacked: false)
    #expect(throws: GaussianProcessError.partsDiffer) { try CheckedPosterior(posterior.parts, solver: other.solver) }
  }
}
