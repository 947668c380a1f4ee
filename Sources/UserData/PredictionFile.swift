import Architectures
import Foundation
import HDF5
import Inference
import InfiniteWidth
import Inputs
import LinearAlgebra
import Platform
import Work

/// Predicts a user's own test inputs by the posterior of the infinitely wide network's Gaussian process.
///
/// `inputs` holds `x1` [n₁, …] and `y1` [n₁, k] (training) and `x2` [n₂, …] (test); the output `mean` [time, n₂, k] and
/// `variance` [time, n₂] over the coordinates `time` (∞ alone for the posterior), `row` and `output`. The output
/// appears complete or not at all.
///
/// The attributes `condition_number` (of the matrix that was solved, noise included), `residual` (of the weights,
/// relative to the targets), `mean_digits` and `variance_digits` say what rounding leaves of the numbers
/// (`PredictionAccuracy`), `trusted` whether no warning was needed, and one line of warning what for. A variance is a
/// difference; one that rounding leaves below 0 is written as 0.
public struct PredictionFile: Sendable {
  public let architecture: Architecture
  public let inputs: URL
  public let output: URL
  /// The values of σ_ε² that are tried; kernels of users are of any size, and so is the noise.
  public var noise = NoiseLadder.relative(first: 1e-10)
  /// Whether what needs a warning is an error.
  public var isStrict = false
  public var threads = Device.current.threads
  /// What is read beside the inputs, such as the architecture's file: the output replaces none of these.
  public var otherSources: [URL] = []
  /// Whether the output may replace a file that is no former output.
  public var overwrites = false
  /// Test inputs in one block at most.
  public var blockRows = 4096
  /// Above this many training inputs their kernel is kept packed.
  public var largestSquareKernel = KernelStorage.largestSquare
  public var machine = Machine.current()

  public init(architecture: Architecture, inputs: URL, output: URL) {
    (self.architecture, self.inputs, self.output) = (architecture, inputs, output)
  }

  /// - Throws: whatever is wrong with the architecture, the inputs, the memory or the place of the output; then no
  ///   output is left.
  /// - Complexity: n₁³/6 multiply-adds an attempt and n₁² n₂ / 2; memory for one n₁ × n₁ matrix, half of one where it
  ///   is packed, and a block of test inputs.
  public func write(progress: ProgressDisplay, interruption: Interruption) throws {
    try interruption.breaking(as: UserDataFailure.interrupted(file: output.relativePath)) {
      try writeWhole(progress: progress)
    }
  }

  private func writeWhole(progress: ProgressDisplay) throws {
    let place = OutputPlace(output: output, sources: [inputs] + otherSources, overwrites: overwrites)
    try place.check()
    let data = try PredictionInputs(inputs, architecture: architecture)
    data.warnings.forEach { progress.warn("Warning: \($0)") }
    let (kernel, x1, x2, y1) = (data.kernel, data.x1, data.x2, data.y1)
    let plan = PredictionPlan(
      training: x1.count, test: x2.count, width: x1.width, varianceCount: x2.count, largestBlock: blockRows)
    let cost = try data.cost(blockRows: plan.blocks.first?.count ?? 0) {
      try $0.check(inputs: inputs, output: output, machine: machine)
    } _: {
      UserDataCost.posterior($0, isPacked: isPacked(x1.count), threads: threads)
    }
    if cost.isWorthStating { progress.note("\(output.lastPathComponent): needs about \(cost.statement)") }
    let provenance = UserProvenance(
      title: "Gaussian-process predictions", architecture: architecture, inputs: inputs, threads: threads)
    let lock = try place.lock()
    defer { withExtendedLifetime(lock) {} }
    try HDF5File.replace(output, sparing: place.sources) { file in
      let root = try file.root
      try provenance.write(to: root)
      let time = try root.createScale("time", [Double.infinity], longName: "training time; inf: trained to the end")
      let row = try root.createScale("row", Array(0..<x2.count), longName: "row of x2")
      let column = try root.createScale("output", Array(0..<y1.width), longName: "column of y1")
      let mean = try root.createVariable("mean", over: [time, row, column], longName: "posterior mean")
      let variance = try root.createVariable(
        "variance", over: [time, row], longName: "posterior variance of an output")
      let (process, accuracy, doubts) = try predict(kernel, x1, y1, x2, plan, progress) {
        rows, means, variances in
        try means.elements.withUnsafeBufferPointer {
          try mean.write(offset: [0, rows.lowerBound, 0], extent: [1, rows.count, y1.width], from: $0)
        }
        try variances.withUnsafeBufferPointer {
          try variance.write(offset: [0, rows.lowerBound], extent: [1, rows.count], from: $0)
        }
      }
      try doubts.tell(progress, file: output.lastPathComponent, isStrict: isStrict)
      try root.setAttribute("method", "gp")
      try root.setAttribute("noise_variance_used", process.noiseVarianceUsed)
      try root.setAttribute("cholesky_attempts", process.attempts)
      try root.setAttribute("condition_number", process.conditionNumber)
      try root.setAttribute("residual", process.residual)
      try accuracy.write(to: root, isTrusted: doubts.isEmpty)
      try provenance.writeFinal(to: root)
      try place.free().map(progress.warn)
    }
  }

  private func isPacked(_ n: Int) -> Bool { n > largestSquareKernel }

  private func predict(
    _ kernel: Kernel, _ x1: UserArray, _ y1: UserArray, _ x2: UserArray, _ plan: PredictionPlan,
    _ progress: ProgressDisplay,
    write: (_ rows: Range<Int>, _ means: Matrix<Double>, _ variances: [Double]) throws -> Void
  ) throws -> (CheckedPosterior, PredictionAccuracy, PredictionDoubts) {
    // In multiply-adds: the factor, then the triangular solves of each block.
    let n = Double(x1.count)
    let weights = [n * n * n / 6] + plan.blocks.map { n * n * Double($0.count) }
    return try progress.following(title: output.lastPathComponent, weights: weights, declaredSeconds: 0) { advance in
      try Device(threads: threads).run {
        let training = try PosteriorKernel(
          kernel, inputs: x1.rows(0..<x1.count), targets: y1.rows(0..<y1.count), noise: noise, threads: threads)
        let process = try posterior(training, of: x1.count, progress)
        advance(weights[0])
        var accuracy = PredictionAccuracy()
        for (number, rows) in plan.blocks.enumerated() {
          try EndRequest.current?.check()
          let (means, variances) = try training.predict(process, test: try x2.rows(rows), accuracy: &accuracy) {
            progress.report(stage: "predictions", fraction: plan.done(block: number, kernelFraction: $0))
          }
          try write(rows, means, variances)
          advance(weights[number + 1])
        }
        var doubts = PredictionDoubts()
        doubts.addNoise(
          of: process, ladder: noise, meanDiagonal: training.problem.meanDiagonal, spread: accuracy.spread)
        doubts.add(accuracy, conditionNumber: process.conditionNumber)
        return (process, accuracy, doubts)
      }
    }
  }

  private func posterior(
    _ training: PosteriorKernel, of x1Count: Int, _ progress: ProgressDisplay
  ) throws -> CheckedPosterior {
    let report: @Sendable (Double) -> Void = { progress.report(stage: "kernel", fraction: $0) }
    guard isPacked(x1Count) else {
      let matrix = try training.matrix(progress: report)
      progress.report(stage: "factor", fraction: nil)
      return try CheckedPosterior(training.problem, kernel: matrix)
    }
    return try CheckedPosterior(
      training.problem, progress: { progress.report(stage: "factor", fraction: $0) },
      product: { try training.product($0) }, prepare: { training.prepare(&$0) },
      fillingKernel: {
        try training.fill($0, progress: report)
        progress.report(stage: "factor", fraction: 0)
      })
  }
}

extension PredictionAccuracy {
  /// - Parameter isTrusted: whether no warning was needed, of these digits or of anything else.
  func write(to root: HDF5Group, isTrusted: Bool) throws {
    try root.setAttribute("mean_digits", meanDigits)
    try root.setAttribute("variance_digits", varianceDigits)
    try root.setAttribute("variances_clipped", clippedVariances)
    try root.setAttribute("trusted", isTrusted ? "true" : "false")
  }
}
