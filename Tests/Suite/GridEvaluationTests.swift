import Datasets
import Foundation
import Inputs
import Nonlinearities
import Suite
import Testing
import Work

@Suite("Gaussian processes over a grid") struct GridEvaluationTests {
  private static func digits(_ set: String, _ count: Int) throws -> LabeledImages {
    let drawn = try ProceduralImages.draw(.mnist, set: set, count: count, seed: 5)
    return LabeledImages(
      images: ByteImages(height: 28, width: 28, channels: 1, order: .interleaved, storage: drawn.images),
      labels: drawn.labels)
  }

  private static let points = [(1.5, 0.3), (0.4, 1.0), (3.0, 0.0)].map {
    VariancePoint(weightVariance: $0.0, biasVariance: $0.1)
  }

  private static func context() -> RunContext {
    let progress = ProgressDisplay(style: .quiet, write: { _ in })
    return RunContext(
      experiment: "test/grid",
      settings: RunSettings(tier: .quick, results: URL(filePath: "/nowhere"), rootSeed: 0, threads: 1),
      progress: progress, interruption: Interruption(),
      library: DatasetLibrary(directory: nil, proceduralDirectory: URL(filePath: "/nowhere"), progress: progress))
  }

  /// Every point is what `GaussianProcessModel` gives, which forms correlations and kernels anew; the two round
  /// products of other shapes, amplified by the condition number (below 1e5 here).
  @Test func everyPointIsTheModelOfItsOwn() throws {
    let (training, test) = try (Self.digits("training", 200), Self.digits("test", 130))
    let inputs = try GridInputs(
      training: training, heldOut: [test.subset(0..<50), test], preprocessing: .perImageStandardised, threads: 2)
    for (nonlinearity, depth) in [(.relu, 3), (.tanh, 2)] as [(Nonlinearity, Int)] {
      let evaluation = GridEvaluation(inputs: inputs, nonlinearity: nonlinearity, depth: depth, noiseVariance: 1e-10)
      let outcomes = try evaluation.outcomes(at: Self.points, on: 1, threads: 2)
      for (point, outcome) in zip(Self.points, outcomes) {
        let model = GaussianProcessModel(
          nonlinearity: nonlinearity, depth: depth, weightVariance: point.weightVariance,
          biasVariance: point.biasVariance)
        let single = try model.evaluate(training: training, test: test, withVariance: false, context: Self.context())
        #expect(outcome.accuracy == single.accuracy)
        #expect(abs(outcome.meanSquaredError - single.meanSquaredError) < 1e-10)
        #expect(outcome.noiseVarianceUsed == single.noiseVarianceUsed && outcome.attempts == single.attempts)
      }
    }
  }

  /// One point is one thread's work, so that the number of threads changes no bit.
  @Test func threadsChangeNothing() throws {
    let (training, test) = try (Self.digits("training", 150), Self.digits("test", 70))
    let results = try [1, 2, 3].map { threads in
      let inputs = try GridInputs(
        training: training, heldOut: [test], preprocessing: .perImageStandardised, threads: threads)
      return try GridEvaluation(inputs: inputs, nonlinearity: .relu, depth: 2, noiseVariance: 1e-10)
        .outcomes(at: Self.points, on: 0, threads: threads)
    }
    #expect(results[0] == results[1] && results[1] == results[2])
  }

  /// σ_w² = 0 makes every kernel entry σ_b²: singular for a noise that vanishes beside it, and still an outcome.
  @Test func aKernelWithoutFactorIsAnOutcome() throws {
    let (training, test) = try (Self.digits("training", 40), Self.digits("test", 20))
    let inputs = try GridInputs(training: training, heldOut: [test], preprocessing: .perImageStandardised, threads: 1)
    let evaluation = GridEvaluation(inputs: inputs, nonlinearity: .relu, depth: 1, noiseVariance: 1e-10)
    let point = VariancePoint(weightVariance: 0, biasVariance: 1e20)
    let outcome = try #require(try evaluation.outcomes(at: [point], on: 0, threads: 1).first)
    #expect(!outcome.hasFactor && outcome.accuracy.isNaN && outcome.meanSquaredError.isNaN)
    // 1e-10 to 0.1.
    #expect(outcome.attempts == 10)
  }

  @Test func memoryIsEightBytesAPair() {
    #expect(GridInputs.memoryBytes(training: 1_000, heldOut: 10_000) == 88_000_000)
  }
}
