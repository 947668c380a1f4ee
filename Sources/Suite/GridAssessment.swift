import Architectures
import Inference
import InfiniteWidth
import Nonlinearities
import Platform
import Synchronization

/// What a point of a grid is by its training images alone, and on every held-out set. A kernel that is not positive
/// definite even with the largest noise is an outcome too: its numbers are then NaN, and no image is right.
package struct GridAssessment: Sendable {
  /// The log marginal likelihood of the targets, in nats.
  package let evidence: Double
  package let leaveOneOutError: Double
  package let leaveOneOutProbability: Double
  package let noiseVarianceUsed: Double
  package let attempts: Int
  /// In the order of `GridInputs.heldOut`.
  package let heldOut: [HeldOut]

  package struct HeldOut: Sendable {
    package let correct: CorrectImages
    package let meanSquaredError: Double

    package var accuracy: Double {
      meanSquaredError.isNaN
        ? .nan : Double(correct.isCorrect.count { $0 }) / Double(max(1, correct.isCorrect.count))
    }
  }

  package var hasFactor: Bool { !noiseVarianceUsed.isNaN }
}

extension GridEvaluation {
  /// The assessments of `points`, in their order, as `outcomes` has the accuracies.
  ///
  /// - Complexity: as `outcomes` with all held-out images, and n³/3 multiply-adds for the diagonal of the inverse.
  package func assessments(
    at points: [VariancePoint], threads: Int, progress: (@Sendable (Double) -> Void)? = nil
  ) throws -> [GridAssessment] {
    let results = Mutex<[GridAssessment?]>(Array(repeating: nil, count: points.count))
    let finished = Atomic<Int>(0)
    try Parallel.forEach(count: points.count, threads: threads) { index in
      let found = try assessment(at: points[index])
      results.withLock { $0[index] = found }
      progress?(Double(finished.wrappingAdd(1, ordering: .relaxed).newValue) / Double(points.count))
    }
    return results.withLock { $0.compactMap { $0 } }
  }

  private func assessment(at point: VariancePoint) throws -> GridAssessment {
    let kernel = try Architecture.fullyConnected(
      depth: depth, nonlinearity: nonlinearity, weightVariance: point.weightVariance, biasVariance: point.biasVariance
    ).infiniteWidth.commonVariance()
    var workspace = CommonVarianceKernel.Workspace()
    let noises = try NoiseLadder.absolute(first: noiseVariance).values(meanDiagonal: 0)
    let process: AssessedProcess
    do {
      process = try AssessedProcess(
        kernel: kernel.symmetricMatrix(of: inputs.training, workspace: &workspace), targets: inputs.targets,
        noises: noises)
    } catch GaussianProcessError.notPositiveDefinite {
      return GridAssessment(
        evidence: .nan, leaveOneOutError: .nan, leaveOneOutProbability: .nan, noiseVarianceUsed: .nan,
        attempts: noises.count,
        heldOut: inputs.heldOut.map {
          .init(correct: CorrectImages(Array(repeating: false, count: $0.labels.count)), meanSquaredError: .nan)
        })
    }
    return GridAssessment(
      evidence: process.evidence.total, leaveOneOutError: process.leaveOneOut.meanSquaredError,
      leaveOneOutProbability: process.leaveOneOut.logPredictiveProbability,
      noiseVarianceUsed: process.noiseVarianceUsed, attempts: process.attempts,
      heldOut: inputs.heldOut.map { heldOut in
        let scores = scores(by: process.mean, kernel, on: heldOut, &workspace)
        return .init(
          correct: CorrectImages(scores.isCorrect),
          meanSquaredError: scores.squaredErrors.reduce(0, +) / Double(heldOut.labels.count))
      })
  }
}
