import Datasets
import Foundation
import Inference
import InfiniteWidth
import Inputs
import LinearAlgebra
import Suite
import Testing

@Suite struct GridAssessmentTests {
  private static func digits(_ set: String, _ count: Int) throws -> LabeledImages {
    let drawn = try ProceduralImages.draw(.mnist, set: set, count: count, seed: 5)
    return LabeledImages(
      images: ByteImages(height: 28, width: 28, channels: 1, order: .interleaved, storage: drawn.images),
      labels: drawn.labels)
  }

  private static let points = [(1.5, 0.3), (0.4, 1.0), (3.0, 0.0)].map {
    VariancePoint(weightVariance: $0.0, biasVariance: $0.1)
  }

  /// On held-out images an assessment is the outcome of the same point; the two scale their kernels differently, which
  /// is exact, and solve alike.
  @Test func heldOutImagesAreAsOfOutcomes() throws {
    let (training, test) = try (Self.digits("training", 150), Self.digits("test", 90))
    let inputs = try GridInputs(
      training: training, heldOut: [test.subset(0..<40), test], preprocessing: .perImageStandardised, threads: 2)
    let evaluation = GridEvaluation(inputs: inputs, nonlinearity: .relu, depth: 3, noiseVariance: 1e-10)
    let found = try evaluation.assessments(at: Self.points, threads: 2)
    for set in 0..<2 {
      let outcomes = try evaluation.outcomes(at: Self.points, on: set, threads: 2)
      for (one, other) in zip(found, outcomes) {
        #expect(one.heldOut[set].accuracy == other.accuracy)
        #expect(abs(one.heldOut[set].meanSquaredError - other.meanSquaredError) < 1e-10)
        #expect(one.noiseVarianceUsed == other.noiseVarianceUsed && one.attempts == other.attempts)
      }
    }
    // Leaving one of 150 images out is predicting it from the 149 others.
    let others = LabeledImages(images: training.subset(0..<149).images, labels: Array(training.labels[..<149]))
    let last = try GridInputs(
      training: others, heldOut: [training.subset(149..<150)], preprocessing: .perImageStandardised, threads: 1)
    let alone = try GridEvaluation(inputs: last, nonlinearity: .relu, depth: 3, noiseVariance: 1e-10)
      .outcomes(at: [Self.points[0]], on: 0, threads: 1)
    #expect(alone[0].meanSquaredError < 150 * found[0].leaveOneOutError)
  }

  @Test func aKernelWithoutFactorIsAnAssessment() throws {
    let (training, test) = try (Self.digits("training", 40), Self.digits("test", 20))
    let inputs = try GridInputs(training: training, heldOut: [test], preprocessing: .perImageStandardised, threads: 1)
    let evaluation = GridEvaluation(inputs: inputs, nonlinearity: .relu, depth: 1, noiseVariance: 1e-10)
    let point = VariancePoint(weightVariance: 0, biasVariance: 1e20)
    let found = try #require(try evaluation.assessments(at: [point], threads: 1).first)
    #expect(!found.hasFactor && found.evidence.isNaN && found.heldOut[0].accuracy.isNaN)
    #expect(!found.heldOut[0].correct.isCorrect.contains(true))
    // 1e-10 to 0.1.
    #expect(found.attempts == 10)
  }
}
