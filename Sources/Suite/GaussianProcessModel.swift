import Architectures
import Datasets
import Failures
import Inference
import InfiniteWidth
import Inputs
import LinearAlgebra
import Nonlinearities

/// A Gaussian process with a fully-connected network's kernel on one preprocessing: what one GP cell of Lee et al.'s tables is a
/// test of.
public struct GaussianProcessModel: Sendable {
  public let nonlinearity: Nonlinearity
  /// Applications of φ.
  public let depth: Int
  public let weightVariance: Double
  public let biasVariance: Double
  public var preprocessing = Preprocessing.perImageStandardised
  /// The network's kernel that is the process's covariance.
  public var prior = PriorKernel.nngp
  /// The paper's own tabulated kernel in place of the exact one.
  public var algorithm = KernelAlgorithm.exact
  /// σ_ε² of the first attempt (Lee et al. 2018, App. D).
  public var noiseVariance = 1e-10

  public init(nonlinearity: Nonlinearity, depth: Int, weightVariance: Double, biasVariance: Double) {
    (self.nonlinearity, self.depth) = (nonlinearity, depth)
    (self.weightVariance, self.biasVariance) = (weightVariance, biasVariance)
  }

  /// Test images predicted at a time: bounds the memory of K(x*, D).
  static let testBlock = 2_000

  /// Fits the posterior to `training` and predicts `test`.
  ///
  /// - Parameter withVariance: whether the predictive variances are computed too; they cost more than all else.
  /// - Complexity: n²d/2 + n³/3 + m n d multiply-adds, with variances m n² more; n² numbers and a block of m n.
  public func evaluate(
    training: LabeledImages, test: LabeledImages, withVariance: Bool, context: RunContext
  ) throws -> GaussianProcessEvaluation {
    let architecture = Architecture.fullyConnected(
      depth: depth, nonlinearity: nonlinearity, weightVariance: weightVariance, biasVariance: biasVariance)
    let kernel = try InfiniteWidthKernel(architecture, algorithm: algorithm)
    let prepared = preprocessing.fitted(to: training.images)
    func matrix(_ stage: String, _ pairs: any InputPairs) throws -> Matrix<Double> {
      let matrices = try kernel.matrices(of: pairs, get: prior.quantities, threads: context.threads) {
        context.report(stage: stage, fraction: $0)
      }
      return try prior.matrix(of: matrices)
    }
    let trainingKernel = try matrix("kernel", prepared.pairs(rows: training.images))
    context.report(stage: "factor")
    let process = try BLASLibrary.withThreads(context.threads) {
      try GaussianProcess(
        trainingKernel: trainingKernel, targets: Targets.centredOneHot(training.labels), noiseVariance: noiseVariance)
    }
    var scores = TestScores(targets: Targets.centredOneHot(test.labels), labels: test.labels)
    let priorVariance = prior.value(of: try kernel.selfCovariances(inputVariances: [1])[0])
    for block in TileGrid.pieces(0..<test.count, Self.testBlock) {
      let images = test.images.subset(block)
      let cross = try matrix("test kernel", prepared.pairs(rows: images, columns: training.images))
      context.report(stage: "predictions", fraction: Double(block.lowerBound) / Double(test.count))
      BLASLibrary.withThreads(context.threads) {
        let mean = process.mean(crossKernel: cross)
        let variances =
          withVariance
          ? process.variance(crossKernel: cross, testVariances: Array(repeating: priorVariance, count: block.count))
          : []
        scores.add(mean: mean, variances: variances)
      }
    }
    return GaussianProcessEvaluation(
      scores: scores, noiseVarianceUsed: process.noiseVarianceUsed, attempts: process.attempts)
  }
}
