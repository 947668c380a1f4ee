import Architectures
import Foundation
import HDF5
import Inference
import InfiniteWidth
import Inputs
import LinearAlgebra
import Platform

/// Predicts a user's own test inputs by the posterior of the infinitely wide network's Gaussian process.
///
/// `inputs` holds `x1` [n₁, …] and `y1` [n₁, k] (training) and `x2` [n₂, …] (test); the output `mean` [time, n₂, k] and
/// `variance` [time, n₂] over the coordinates `time` (∞ alone for the posterior), `row` and `output`. The output
/// appears complete or not at all.
///
/// A variance is a difference, and where it vanishes rounding may leave it below 0, by some n ε K(x, x) κ: it is
/// written as it came out.
public struct PredictionFile: Sendable {
  public let architecture: Architecture
  public let inputs: URL
  public let output: URL
  /// σ_ε² of the first attempt.
  public var noiseVariance = 1e-10
  public var threads = Device.current.threads
  /// Test inputs in one block at most.
  public var blockRows = 4096
  /// Above this many training inputs their kernel is kept packed.
  public var largestSquareKernel = GaussianProcessModel.largestSquareKernel
  public var machine = Machine.current()

  public init(architecture: Architecture, inputs: URL, output: URL) {
    (self.architecture, self.inputs, self.output) = (architecture, inputs, output)
  }

  /// - Throws: whatever is wrong with the architecture, the inputs, the memory or the place of the output; then no
  ///   output is left.
  /// - Complexity: n₁³/6 multiply-adds an attempt and n₁² n₂ / 2; memory for one n₁ × n₁ matrix, half of one where it
  ///   is packed, and a block of test inputs.
  public func write(progress: ProgressDisplay, interruption: Interruption) throws {
    try UserDataFailure.checkOutput(output, inputs: inputs)
    let data = try PredictionInputs(inputs, architecture: architecture)
    data.warnings.forEach { progress.warn("Warning: \($0)") }
    let (kernel, x1, x2, y1) = (data.kernel, data.x1, data.x2, data.y1)
    let plan = PredictionPlan(
      training: x1.count, test: x2.count, width: x1.width, varianceCount: x2.count, largestBlock: blockRows)
    guard x1.count <= PackedSymmetricMatrix.largestOrder else { throw PackedSymmetricMatrix.TooLarge(order: x1.count) }
    let cost = UserDataCost.posterior(
      data.sizes(architecture, blockRows: plan.blocks.first?.count ?? 0), isPacked: isPacked(x1.count), threads: threads
    )
    try cost.check(inputs: inputs, output: output, machine: machine)
    if cost.isWorthStating { progress.note("\(output.lastPathComponent): needs about \(cost.statement)") }
    let provenance = UserProvenance(
      title: "Gaussian-process predictions", architecture: architecture, inputs: inputs, threads: threads)
    let lock = try FileLock(for: output)
    defer { withExtendedLifetime(lock) {} }
    try HDF5File.replace(output) { file in
      let root = try file.root
      try provenance.write(to: root)
      let time = try root.createScale("time", [Double.infinity], longName: "training time; inf: trained to the end")
      let row = try root.createScale("row", Array(0..<x2.count), longName: "row of x2")
      let column = try root.createScale("output", Array(0..<y1.width), longName: "column of y1")
      let mean = try root.createVariable("mean", over: [time, row, column], longName: "posterior mean")
      let variance = try root.createVariable(
        "variance", over: [time, row], longName: "posterior variance of an output; rounding may leave one below 0")
      let process = try predict(kernel, x1, y1, x2, plan, progress, interruption) { rows, means, variances in
        try means.elements.withUnsafeBufferPointer {
          try mean.write(offset: [0, rows.lowerBound, 0], extent: [1, rows.count, y1.width], from: $0)
        }
        try variances.withUnsafeBufferPointer {
          try variance.write(offset: [0, rows.lowerBound], extent: [1, rows.count], from: $0)
        }
      }
      try root.setAttribute("method", "gp")
      try root.setAttribute("noise_variance_used", process.noiseVarianceUsed)
      try root.setAttribute("cholesky_attempts", process.attempts)
      try provenance.writeFinal(to: root)
    }
  }

  private func isPacked(_ n: Int) -> Bool { n > largestSquareKernel }

  private func predict(
    _ kernel: Kernel, _ x1: UserArray, _ y1: UserArray, _ x2: UserArray, _ plan: PredictionPlan,
    _ progress: ProgressDisplay, _ interruption: Interruption,
    write: (_ rows: Range<Int>, _ means: Matrix<Double>, _ variances: [Double]) throws -> Void
  ) throws -> GaussianProcess {
    // In multiply-adds: the factor, then the triangular solve of each block.
    let n = Double(x1.count)
    let weights = [n * n * n / 6] + plan.blocks.map { n * n / 2 * Double($0.count) }
    return try progress.following(title: output.lastPathComponent, weights: weights, declaredSeconds: 0) { advance in
      let training = try x1.rows(0..<x1.count)
      return try Device(threads: threads).run {
        let process = try posterior(kernel, training, try y1.rows(0..<y1.count), progress)
        advance(weights[0])
        for (number, rows) in plan.blocks.enumerated() {
          guard !interruption.isRequested else { throw UserDataFailure.interrupted(file: output.relativePath) }
          let test = try x2.rows(rows)
          let cross = try covariance(kernel, test, training) {
            progress.report(stage: "predictions", fraction: plan.done(block: number, kernelFraction: $0))
          }
          let prior = try kernel.selfCovariances(rows: test, threads: threads).map(\.nngp)
          let means = process.mean(crossKernel: cross)
          try write(rows, means, process.variance(crossKernel: cross, testVariances: prior))
          advance(weights[number + 1])
        }
        return process
      }
    }
  }

  private func posterior(
    _ kernel: Kernel, _ training: Matrix<Double>, _ targets: Matrix<Double>, _ progress: ProgressDisplay
  ) throws -> GaussianProcess {
    let report: @Sendable (Double) -> Void = { progress.report(stage: "kernel", fraction: $0) }
    if isPacked(training.rows) {
      return try GaussianProcess(
        targets: targets, noiseVariance: noiseVariance, progress: { progress.report(stage: "factor", fraction: $0) },
        fillingKernel: {
          try kernel.fill(nngp: $0, rows: training, threads: threads, progress: report)
          progress.report(stage: "factor", fraction: 0)
        })
    }
    let trainingKernel = try covariance(kernel, training, nil, report)
    progress.report(stage: "factor", fraction: nil)
    return try GaussianProcess(trainingKernel: trainingKernel, targets: targets, noiseVariance: noiseVariance)
  }

  private func covariance(
    _ kernel: Kernel, _ rows: Matrix<Double>, _ columns: Matrix<Double>?,
    _ progress: @escaping @Sendable (Double) -> Void
  ) throws -> Matrix<Double> {
    let matrices = try kernel.matrices(rows: rows, columns: columns, get: .nngp, threads: threads, progress: progress)
    guard let matrix = matrices.nngp else { throw InfiniteWidthError.noWeights }
    return matrix
  }
}
