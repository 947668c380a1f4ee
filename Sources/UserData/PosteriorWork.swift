import Inference
import LinearAlgebra
import Platform
import Work

/// All test inputs of a posterior, block by block.
struct PosteriorWork {
  let predictor: PosteriorPredictor
  let posterior: CheckedPosterior
  let x2: UserArray
  let labels: ClassLabels?
  let plan: PredictionPlan

  /// - Parameter advance: told the number of every block that is done.
  /// - Throws: as `UserArray.rows`; `EndRequest.Requested`.
  /// - Complexity: the kernel of all test and training inputs, and as `CheckedPosterior.predict`.
  func run(
    to output: inout PredictionOutput, _ progress: ProgressDisplay, advance: (Int) -> Void
  ) throws -> PredictionAccuracy {
    var accuracy = PredictionAccuracy()
    for (number, rows) in plan.blocks.enumerated() {
      try EndRequest.current?.check()
      let (means, variances) = try predictor.predict(posterior, test: try x2.rows(rows), accuracy: &accuracy) {
        progress.report(stage: "predictions", fraction: plan.done(block: number, kernelFraction: $0))
      }
      try posterior.checkDisk()
      try output.write(rows, means: means, variances: variances, labels: labels)
      advance(number)
    }
    return accuracy
  }
}
