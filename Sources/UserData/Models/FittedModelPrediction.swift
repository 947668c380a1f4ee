import Inference
import LinearAlgebra
import Platform

extension FittedModel {
  /// Whether variances are asked for, which take m n² multiply-adds, and the covariance of all test inputs, m² n more.
  package struct Wanted: OptionSet, Sendable {
    package let rawValue: Int
    package init(rawValue: Int) { self.rawValue = rawValue }

    package static let means = Wanted(rawValue: 1)
    package static let variances = Wanted(rawValue: 2)
    package static let covariance = Wanted(rawValue: 4)
  }

  /// Predicts m test inputs, block by block, with the bits that `ModelPredictionFile` has for the same number
  /// of threads.
  ///
  /// - Parameters:
  ///   - wanted: variances and covariance need the factor.
  ///   - write: gets the means [b, k] of the block of these rows, and its variances if they are wanted.
  /// - Returns: the covariance of an output [m, m] if it is wanted, and lines that a user should know.
  /// - Throws: `UserDataFailure.shapesDiffer` and `.doesNotFit`, `ModelFailure.noFactor`; what `write` throws;
  ///   `EndRequest.Requested`.
  /// - Complexity: the kernel of m n pairs and m n k multiply-adds, beside what is wanted. The factor is not copied.
  package func predict(
    _ x2: any UserRows, _ wanted: Wanted, threads: Int,
    report: @escaping @Sendable (_ stage: String, _ fraction: Double?) -> Void,
    write: (_ rows: Range<Int>, _ means: Matrix<Double>, _ variances: [Double]?) throws -> Void
  ) throws -> (covariance: Matrix<Double>?, warnings: [String]) {
    guard x2.shape == inputShape else {
      throw UserDataFailure.shapesDiffer(
        file: nil, first: x2.name, x2.shape, second: "the model", inputShape)
    }
    if !wanted.isDisjoint(with: [.variances, .covariance]) && !hasFactor { throw ModelFailure.noFactor }
    let wantsVariances = wanted.contains(.variances)
    let plan = PredictionPlan(
      training: inputs.rows, test: x2.count, width: x2.width, varianceCount: wantsVariances ? x2.count : 0,
      largestBlock: 4096)
    let covarianceRows = wanted.contains(.covariance) ? x2.count : 0
    try UserDataCost.modelPredictions(
      UserDataCost.Sizes(
        training: inputs.rows, width: x2.width, test: x2.count, outputs: outputCount,
        blockRows: max(covarianceRows, plan.blocks.first?.count ?? 0),
        entry: .init(kernel.cost(inputsOf: x2.width))),
      hasFactor: false, isPacked: false, threads: threads
    ).adding(matrices: 3, of: covarianceRows).checkMemory(of: "predict")
    let predictor = PosteriorPredictor(kernel, inputs: inputs, anchoring: stored.anchoring, threads: threads)
    let used = wantsVariances ? posterior : try CheckedPosterior(posterior.parts, solver: nil)
    let accuracy = try PosteriorWork(predictor: predictor, posterior: used, x2: x2, plan: plan)
      .run(report: report) { _, rows, means, variances in try write(rows, means, variances) }
    let covariance =
      covarianceRows == 0
      ? nil
      : try predictor.covariance(posterior, test: x2.rows(0..<x2.count)) { report("covariance", $0) }
    var doubts = PredictionDoubts()
    doubts.namesOptions = false
    doubts.addNoise(of: used, ladder: stored.ladder, meanDiagonal: parts.meanDiagonal, spread: accuracy.spread)
    doubts.add(accuracy, of: used, hasVariances: wantsVariances)
    return (covariance, try doubts.text(of: "predict", isStrict: false).map { [$0] } ?? [])
  }
}
