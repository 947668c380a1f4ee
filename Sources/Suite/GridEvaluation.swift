import Architectures
import Foundation
import Inference
import InfiniteWidth
import LinearAlgebra
import Nonlinearities
import Platform
import Synchronization

/// Gaussian processes of one depth and nonlinearity, evaluated at many (σ_w², σ_b²) on the same images.
///
/// Every point is one thread's work with BLAS on that thread alone: cores are never idle between the steps of a point,
/// and the numbers are the same bits for any number of threads.
public struct GridEvaluation: Sendable {
  public let inputs: GridInputs
  public let nonlinearity: Nonlinearity
  /// Applications of φ.
  public let depth: Int
  /// σ_ε² of the first attempt (Lee et al. 2018, App. D).
  public let noiseVariance: Double

  public init(inputs: GridInputs, nonlinearity: Nonlinearity, depth: Int, noiseVariance: Double) {
    (self.inputs, self.nonlinearity, self.depth) = (inputs, nonlinearity, depth)
    self.noiseVariance = noiseVariance
  }

  /// What one point gave. A kernel that is not positive definite even with the largest noise is an outcome too: all
  /// numbers but the attempts are then NaN.
  public struct Outcome: Sendable, Equatable {
    /// Fraction of the images whose largest posterior mean is their own class.
    public let accuracy: Double
    /// Mean of (posterior mean − target)² over images and outputs.
    public let meanSquaredError: Double
    public let noiseVarianceUsed: Double
    public let attempts: Int

    public var hasFactor: Bool { !noiseVarianceUsed.isNaN }
  }

  /// The outcomes at `points`, in their order, on the held-out set `set` (its place in `inputs.heldOut`).
  ///
  /// - Complexity: for n training and m held-out images a point takes n (n/2 + m) kernel entries of about 4 ns, n³/3
  ///   multiply-adds an attempt, and 8 n² bytes on each thread.
  public func outcomes(
    at points: [VariancePoint], on set: Int, threads: Int, progress: (@Sendable (Double) -> Void)? = nil
  ) throws -> [Outcome] {
    let results = Mutex<[Outcome?]>(Array(repeating: nil, count: points.count))
    let finished = Atomic<Int>(0)
    try Parallel.forEach(count: points.count, threads: threads) { index in
      let outcome = try outcome(at: points[index], on: inputs.heldOut[set])
      results.withLock { $0[index] = outcome }
      progress?(Double(finished.wrappingAdd(1, ordering: .relaxed).newValue) / Double(points.count))
    }
    return results.withLock { $0.compactMap { $0 } }
  }

  private func outcome(at point: VariancePoint, on heldOut: GridInputs.HeldOut) throws -> Outcome {
    let kernel = try Architecture.fullyConnected(
      depth: depth, nonlinearity: nonlinearity, weightVariance: point.weightVariance, biasVariance: point.biasVariance
    ).infiniteWidth.commonVariance()
    var workspace = CommonVarianceKernel.Workspace()
    let noise = NoiseLadder.absolute(first: noiseVariance)
    let process: GaussianProcess
    do {
      process = try GaussianProcess(
        trainingKernel: kernel.symmetricMatrix(of: inputs.training, workspace: &workspace), targets: inputs.targets,
        noise: noise)
    } catch GaussianProcessError.notPositiveDefinite {
      let attempts = try noise.values(meanDiagonal: 0).count
      return Outcome(accuracy: .nan, meanSquaredError: .nan, noiseVarianceUsed: .nan, attempts: attempts)
    }
    let scores = scores(by: process.mean, kernel, on: heldOut, &workspace)
    let count = Double(heldOut.labels.count)
    return Outcome(
      accuracy: Double(scores.correct) / count,
      meanSquaredError: scores.squaredErrors.reduce(0, +) / count, noiseVarianceUsed: process.noiseVarianceUsed,
      attempts: process.attempts)
  }

  /// The time that a point takes in some unit: the factor, the predictions and the preparation of the kernel.
  public static func relativeCost(training n: Int, heldOut m: Int, depth: Int, nonlinearity: Nonlinearity) -> Double {
    let (n, m) = (Double(n), Double(m))
    return n * n * n / 3 / 1e10 + n * m * 5e-9 + Double(depth) * (nonlinearity == .relu ? 1e-4 : 3e-4)
  }

  /// Images predicted at a time: their rows of K(x*, D) stay in the second-level cache.
  private static let strip = 64

  /// - Parameter mean: the posterior means of a block by its K(x*, D).
  func scores(
    by mean: (Matrix<Double>) -> Matrix<Double>, _ kernel: CommonVarianceKernel, on heldOut: GridInputs.HeldOut,
    _ workspace: inout CommonVarianceKernel.Workspace
  ) -> TestScores {
    var scores = TestScores(targets: heldOut.targets, labels: heldOut.labels)
    let columns = inputs.targets.rows
    var none: Void
    for rows in TileGrid.pieces(0..<heldOut.labels.count, Self.strip) {
      let cross = Matrix<Double>(rows: rows.count, columns: columns) { target in
        guard let base = target.baseAddress else { return }
        heldOut.pairs.separations(of: Tile(rows: rows, columns: 0..<columns), into: base, workspace: &none)
        kernel.apply(to: base, count: target.count, workspace: &workspace)
      }
      scores.add(mean: mean(cross), variances: [])
    }
    return scores
  }
}
