import Datasets
import Foundation
import Inputs
import Suite
import Testing
import Work

@Suite("Gaussian processes on images")
struct GaussianProcessModelTests {
  private static let model = GaussianProcessModel(
    nonlinearity: .relu, depth: 3, weightVariance: 2.0, biasVariance: 0.2)

  /// K(x, x) of the model: q ← q + 0.2 from 2.2 (σ_w²/2 = 1), three times.
  private static let prior = 2.8

  private static func digits(_ set: String, _ count: Int) throws -> LabeledImages {
    let drawn = try ProceduralImages.draw(.mnist, set: set, count: count, seed: 5)
    return LabeledImages(
      images: ByteImages(height: 28, width: 28, channels: 1, order: .interleaved, storage: drawn.images),
      labels: drawn.labels)
  }

  private static func context(threads: Int = 1) -> RunContext {
    let progress = ProgressDisplay(style: .quiet, write: { _ in })
    return RunContext(
      experiment: "test/digits",
      settings: RunSettings(tier: .quick, results: URL(filePath: "/nowhere"), rootSeed: 0, threads: threads),
      progress: progress, interruption: Interruption(),
      library: DatasetLibrary(directory: nil, proceduralDirectory: URL(filePath: "/nowhere"), progress: progress))
  }

  @Test func digitsAreRecognised() throws {
    let (training, test) = try (Self.digits("training", 500), Self.digits("test", 400))
    let result = try Self.model.evaluate(training: training, test: test, withVariance: true, context: Self.context())
    // Chance is 0.1, four standard errors above it 0.16; a mean of zero would have the squared error 0.09.
    #expect(result.accuracy > 0.6, "\(result.accuracy)")
    #expect(result.meanSquaredError < 0.06, "\(result.meanSquaredError)")
    #expect(result.squaredErrors.count == 400 && result.variances.count == 400)
    let mean = result.squaredErrors.reduce(0, +) / 400
    #expect((mean - result.meanSquaredError).magnitude < 1e-15)
    #expect(result.variances.allSatisfy { $0 > 0 && $0 < Self.prior })
    #expect(result.noiseVarianceUsed == 1e-10 && result.attempts == 1)
  }

  /// At a training image the posterior is the target, with a variance of no more than the noise; what is left is
  /// rounding, 1e-16 of the prior times n.
  @Test func trainingImagesAreInterpolated() throws {
    let training = try Self.digits("training", 200)
    let result = try Self.model.evaluate(
      training: training, test: training.subset(0..<50), withVariance: true, context: Self.context())
    #expect(result.accuracy == 1)
    #expect(result.squaredErrors.allSatisfy { $0 < 1e-12 })
    #expect(result.variances.allSatisfy { $0.magnitude < 1e-10 + 200 * 2.8 * 2.3e-16 })
  }

  /// With the tangent kernel the prior's variance is Θ(x, x): p ← q′ + σ_w² Ṫ p with q′ = q + 0.2 and σ_w² Ṫ = 1, so
  /// p = 2.2 + 2.4 + 2.6 + 2.8. Training images are interpolated as with any kernel.
  @Test func theTangentKernelCanBeThePrior() throws {
    let (training, test) = try (Self.digits("training", 200), Self.digits("test", 200))
    var model = Self.model
    let nngp = try model.evaluate(training: training, test: test, withVariance: true, context: Self.context())
    model.prior = .ntk
    let ntk = try model.evaluate(training: training, test: test, withVariance: true, context: Self.context())
    #expect(ntk.variances.allSatisfy { $0 > 0 && $0 < 10 })
    #expect(ntk.meanVariance > 2 * nngp.meanVariance)
    #expect(ntk.meanSquaredError != nngp.meanSquaredError && ntk.accuracy > 0.5)
    let again = try model.evaluate(
      training: training, test: training.subset(0..<50), withVariance: false, context: Self.context())
    #expect(again.accuracy == 1 && again.squaredErrors.allSatisfy { $0 < 1e-12 })
  }

  /// Test images go in blocks of 2,000, which must change nothing but the rounding of products of other shapes,
  /// amplified by the condition number (below 1e5 here).
  @Test func blocksOfTestImagesChangeNothing() throws {
    let (training, test) = try (Self.digits("training", 100), Self.digits("test", 2_050))
    let all = try Self.model.evaluate(training: training, test: test, withVariance: true, context: Self.context())
    let last = try Self.model.evaluate(
      training: training, test: test.subset(1_990..<2_050), withVariance: true, context: Self.context())
    #expect(all.variances.count == 2_050)
    for (a, b) in zip(all.variances.suffix(60), last.variances) { #expect((a - b).magnitude < 1e-10) }
    for (a, b) in zip(all.squaredErrors.suffix(60), last.squaredErrors) { #expect((a - b).magnitude < 1e-10) }
  }

  /// Kernels are the same bits for any number of threads; the factor may round differently.
  @Test func threadsChangeNoMoreThanRounding() throws {
    let (training, test) = try (Self.digits("training", 600), Self.digits("test", 100))
    let results = try [1, 2].map {
      try Self.model.evaluate(training: training, test: test, withVariance: true, context: Self.context(threads: $0))
    }
    #expect(results[0].accuracy == results[1].accuracy)
    for (a, b) in zip(results[0].variances, results[1].variances) { #expect((a - b).magnitude < 1e-10) }
  }

  @Test func noVariancesUnlessAskedFor() throws {
    let (training, test) = try (Self.digits("training", 100), Self.digits("test", 20))
    let result = try Self.model.evaluate(training: training, test: test, withVariance: false, context: Self.context())
    #expect(result.variances.isEmpty)
  }

  /// An image without contrast has no direction: one line that names it, before any kernel is computed.
  @Test func constantImagesAreRefused() throws {
    let blank = LabeledImages(
      images: ByteImages(
        height: 28, width: 28, channels: 1, order: .interleaved, storage: [UInt8](repeating: 7, count: 784)),
      labels: [0])
    #expect(throws: PreprocessingFailure(image: 0, preprocessing: .perImageStandardised)) {
      try Self.model.evaluate(
        training: Self.digits("training", 20), test: blank, withVariance: false, context: Self.context())
    }
  }

  /// The same kernel in packed storage is the same bits; its factor rounds differently (condition number below 1e5
  /// here).
  @Test(arguments: [PriorKernel.nngp, .ntk]) func packedStorageChangesNoMoreThanRounding(prior: PriorKernel) throws {
    let (training, test) = try (Self.digits("training", 301), Self.digits("test", 60))
    var model = Self.model
    model.prior = prior
    let square = try model.evaluate(training: training, test: test, withVariance: true, context: Self.context())
    model.largestSquareKernel = 300
    let packed = try model.evaluate(training: training, test: test, withVariance: true, context: Self.context())
    #expect(packed.accuracy == square.accuracy && packed.attempts == square.attempts)
    for (a, b) in zip(packed.variances, square.variances) { #expect((a - b).magnitude < 1e-10) }
    for (a, b) in zip(packed.squaredErrors, square.squaredErrors) { #expect((a - b).magnitude < 1e-10) }
  }

  @Test func someImagesGetVariances() throws {
    let (training, test) = try (Self.digits("training", 100), Self.digits("test", 50))
    let all = try Self.model.evaluate(training: training, test: test, withVariance: true, context: Self.context())
    let some = try Self.model.evaluate(training: training, test: test, varianceImages: 20, context: Self.context())
    #expect(some.variances.count == 20 && some.squaredErrors == all.squaredErrors)
    for (a, b) in zip(some.variances, all.variances) { #expect((a - b).magnitude < 1e-10) }
  }
}
