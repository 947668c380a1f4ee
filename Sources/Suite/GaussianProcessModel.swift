import Architectures
import Datasets
import Failures
import Inference
import InfiniteWidth
import Inputs
import LinearAlgebra
import Nonlinearities
import Platform

/// A Gaussian process with a fully-connected network's kernel on one preprocessing: what one GP cell of Lee et al.'s
/// tables is a test of.
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
  /// Above this many training images their kernel is kept packed.
  public var largestSquareKernel = KernelStorage.largestSquare

  public init(nonlinearity: Nonlinearity, depth: Int, weightVariance: Double, biasVariance: Double) {
    (self.nonlinearity, self.depth) = (nonlinearity, depth)
    (self.weightVariance, self.biasVariance) = (weightVariance, biasVariance)
  }

  /// The peak of memory of an evaluation with n training images, on this process's machine: the kernel or, where
  /// several processes share it, its pieces there, with their images; and what all sizes take beside.
  ///
  /// - Parameter isExact: whether processes can share it; the lookup table is left to one.
  package static func memoryBytes(training n: Int, pixels: Int, isExact: Bool) -> Int {
    // Test images, their kernel and what is solved with it: 10,000 training images have 2.5 GB with their kernel.
    let beside = 1_700_000_000
    if isExact, let group = CurrentProcessGroup.value {
      return beside + group.machineBytes(order: n) + (group.countOfMachine - 1) * (n * pixels + 100_000_000)
    }
    return beside + (n > KernelStorage.largestSquare ? PackedSymmetricMatrix.bytes(order: n) : 8 * n * n)
  }

  /// The same as an experiment has it.
  package func with(_ settings: GaussianProcessSettings) -> GaussianProcessModel {
    var model = self
    (model.noiseVariance, model.preprocessing) = (settings.noiseVariance, settings.preprocessing)
    return model
  }

  /// Fits the posterior to `training` and predicts `test`, with the predictive variances of all test images or of none.
  public func evaluate(
    training: LabeledImages, test: LabeledImages, withVariance: Bool, context: RunContext
  ) throws -> GaussianProcessEvaluation {
    try evaluate(training: training, test: test, varianceImages: withVariance ? test.count : 0, context: context)
  }

  /// Fits the posterior to the first training subset of a row of Lee et al. 2018, Table 2, and predicts all test
  /// images.
  package func evaluate(
    _ row: GaussianProcessRow, withVariance: Bool = false, context: RunContext
  ) throws -> GaussianProcessEvaluation {
    try evaluate(
      training: TrainingSubset(row, seed: 0, context: context).images, test: context.dataset(row.dataset).test,
      withVariance: withVariance, context: context)
  }

  /// Fits the posterior to `training` and predicts `test`.
  ///
  /// - Parameter varianceImages: the first so many test images get a predictive variance; for as many test images as
  ///   training images these cost more than all else.
  /// - Complexity: n²d/2 + n³/3 + m n d multiply-adds, and n² a variance. Memory: n² numbers up to
  ///   `largestSquareKernel` training images and n²/2 above, and some 300 MB for a block of test images.
  public func evaluate(
    training: LabeledImages, test: LabeledImages, varianceImages: Int, context: RunContext
  ) throws -> GaussianProcessEvaluation {
    let architecture = Architecture.fullyConnected(
      depth: depth, nonlinearity: nonlinearity, weightVariance: weightVariance, biasVariance: biasVariance)
    let kernel = try Kernel(architecture, algorithm: algorithm)
    let prepared = preprocessing.fitted(to: training.images)
    let shared = try sharing(kernel, prepared)
    let process =
      try shared?.posterior(training, .absolute(first: noiseVariance), context)
      ?? posterior(kernel, prepared.pairs(rows: training.images), training.labels, context)
    var scores = TestScores(targets: Targets.centredOneHot(test.labels), labels: test.labels)
    let priorVariance = prior.value(of: try kernel.selfCovariances(inputVariances: [1])[0])
    let plan = PredictionPlan(
      training: training.count, test: test.count, width: training.images.pixelCount, varianceCount: varianceImages)
    for (number, block) in plan.blocks.enumerated() {
      let images = test.images.subset(block)
      let report: @Sendable (Double) -> Void = {
        context.report(stage: "predictions", fraction: plan.done(block: number, kernelFraction: $0))
      }
      let cross =
        try shared?.cross(images, training.images, context, report)
        ?? matrix(kernel, prepared.pairs(rows: images, columns: training.images), context, report)
      Device(threads: context.threads).run {
        let mean = process.mean(crossKernel: cross)
        let count = block.clamped(to: 0..<varianceImages).count
        scores.add(mean: mean, variances: variances(process, cross, of: count, priorVariance))
      }
    }
    return GaussianProcessEvaluation(
      scores: scores, noiseVarianceUsed: process.noiseVarianceUsed, attempts: process.attempts)
  }

  /// How the processes of a group share the work, if this one is the first of one; the lookup table and pixels with
  /// scales of their own are left to this one.
  private func sharing(_ kernel: Kernel, _ prepared: FittedPreprocessing) throws -> SharedEvaluation? {
    guard let group = CurrentProcessGroup.value, case .exact = algorithm, prepared.scale == nil else { return nil }
    return SharedEvaluation(group: group, kernel: kernel, isTangent: prior == .ntk, shift: prepared.shift)
  }

  private func posterior(
    _ kernel: Kernel, _ pairs: any InputPairs, _ labels: [UInt8], _ context: RunContext
  ) throws -> GaussianProcess {
    let targets = Targets.centredOneHot(labels)
    let report: @Sendable (Double) -> Void = { context.report(stage: "kernel", fraction: $0) }
    if labels.count > largestSquareKernel {
      return try Device(threads: context.threads).run {
        try GaussianProcess(
          targets: targets, noise: .absolute(first: noiseVariance),
          progress: { context.report(stage: "factor", fraction: $0) },
          fillingKernel: {
            try prior.fill($0, kernel, of: pairs, threads: context.threads, progress: report)
            context.report(stage: "factor", fraction: 0)
          })
      }
    }
    let trainingKernel = try matrix(kernel, pairs, context, report)
    context.report(stage: "factor")
    return try Device(threads: context.threads).run {
      try GaussianProcess(trainingKernel: trainingKernel, targets: targets, noise: .absolute(first: noiseVariance))
    }
  }

  private func matrix(
    _ kernel: Kernel, _ pairs: any InputPairs, _ context: RunContext,
    _ progress: @escaping @Sendable (Double) -> Void
  ) throws -> Matrix<Double> {
    try prior.matrix(
      of: kernel.matrices(of: pairs, get: prior.quantities, threads: context.threads, progress: progress))
  }

  /// The predictive variances of the block's first `count` images.
  private func variances(
    _ process: GaussianProcess, _ cross: consuming Matrix<Double>, of count: Int, _ priorVariance: Double
  ) -> [Double] {
    guard count > 0 else { return [] }
    let priors = Array(repeating: priorVariance, count: count)
    if count == cross.rows { return process.variance(crossKernel: cross, testVariances: priors) }
    let first = Matrix(rows: count, columns: cross.columns, elements: Array(cross.elements[..<(count * cross.columns)]))
    return process.variance(crossKernel: first, testVariances: priors)
  }
}
