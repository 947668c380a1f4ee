import Inference
import LinearAlgebra
import Platform

/// All test inputs of a posterior, block by block.
struct PosteriorWork {
  let predictor: PosteriorPredictor
  let posterior: CheckedPosterior
  let x2: any UserRows
  let plan: PredictionPlan

  /// - Parameters:
  ///   - report: the stage of the work, and the part of it that is done.
  ///   - write: gets every block that is done, with its number.
  /// - Throws: as `UserRows.rows`; `EndRequest.Requested`; what `write` throws.
  /// - Complexity: the kernel of all test and training inputs, and as `CheckedPosterior.predict`.
  func run(
    report: @escaping @Sendable (_ stage: String, _ fraction: Double?) -> Void,
    write: (_ number: Int, _ rows: Range<Int>, _ means: Matrix<Double>, _ variances: [Double]?) throws -> Void
  ) throws -> PredictionAccuracy {
    var accuracy = PredictionAccuracy()
    for (number, rows) in plan.blocks.enumerated() {
      try EndRequest.current?.check()
      let (means, variances) = try predictor.predict(posterior, test: try x2.rows(rows), accuracy: &accuracy) {
        report("predictions", plan.done(block: number, kernelFraction: $0))
      }
      try posterior.checkDisk()
      try write(number, rows, means, variances)
    }
    return accuracy
  }
}
