import Architectures
import Foundation
import HDF5
import Inference
import InfiniteWidth
import LinearAlgebra
import Platform
import Work

/// Predicts a user's own test inputs by a model that `FitFile` wrote, at the cost of the test kernel.
///
/// `inputs` holds `x2` [n₂, …] and, unless the model does, the `x1` that it was fitted to; `y1`, where it is there,
/// must be what it was, and `y2` [n₂] may have the test inputs' labels. The output is `PredictionFile`'s, with the same
/// bits; from a model without its factor it has neither variances nor probabilities, and `mean_digits` is a bound.
public struct ModelPredictionFile: Sendable {
  public let model: URL
  public let inputs: URL
  public let output: URL
  /// The architecture's file, if one was named: it must be the model's.
  public var architecture: URL?
  /// Whether what needs a warning is an error.
  public var isStrict = false
  public var threads = Device.current.threads
  /// Whether the output may replace a file that is no former output.
  public var overwrites = false
  /// Test inputs in one block at most.
  public var blockRows = 4096
  /// Above this many training inputs their factor is kept packed.
  public var largestSquareKernel = KernelStorage.largestSquare
  public var machine = Machine.current()

  public init(model: URL, inputs: URL, output: URL) {
    (self.model, self.inputs, self.output) = (model, inputs, output)
  }

  /// - Returns: lines that say what came out, such as the accuracy.
  /// - Throws: whatever is wrong with the model, the inputs, the memory or the place of the output; then there is no
  ///   output.
  /// - Complexity: the kernel of n₂ n₁ pairs and n₂ n₁ k multiply-adds, n₁² n₂ for variances; memory for the training
  ///   inputs, a block of the kernel and the factor.
  @discardableResult
  public func write(progress: ProgressDisplay, interruption: Interruption) throws -> [String] {
    try interruption.breaking(as: UserDataFailure.interrupted(file: output.relativePath)) {
      try writeWhole(progress: progress)
    }
  }

  private func writeWhole(progress: ProgressDisplay) throws -> [String] {
    let sources = [model, inputs] + (architecture.map { [$0] } ?? [])
    let place = OutputPlace(output: output, sources: sources, overwrites: overwrites)
    try place.check()
    let modelFile = try HDF5File.open(model)
    let stored = try StoredModel(modelFile)
    try checkArchitecture(stored)
    let data = try ModelInputs(inputs, model: stored, in: modelFile)
    data.warnings.forEach { progress.warn("Warning: \($0)") }
    let hasFactor = try modelFile.root.contains("factor")
    let isPacked = stored.inputCount > largestSquareKernel
    let plan = PredictionPlan(
      training: stored.inputCount, test: data.x2.count, width: data.x2.width,
      varianceCount: hasFactor ? data.x2.count : 0, largestBlock: blockRows)
    let cost = try UserDataCost.checked(data.kernel, data.x2, get: .nngp) {
      try $0.check(inputs: model, output: output, machine: machine)
    } _: {
      UserDataCost.modelPredictions(
        UserDataCost.Sizes(
          training: stored.inputCount, width: data.x2.width, test: data.x2.count, outputs: stored.outputCount,
          blockRows: plan.blocks.first?.count ?? 0, entry: $0),
        hasFactor: hasFactor, isPacked: isPacked, threads: threads)
    }
    if cost.isWorthStating { progress.note("\(output.lastPathComponent): needs about \(cost.statement)") }
    let provenance = UserProvenance(
      title: "Gaussian-process predictions", architecture: stored.architecture, inputs: inputs.relativePath,
      threads: threads)
    let lock = try place.lock()
    defer { withExtendedLifetime(lock) {} }
    let x1 = try data.trainingInputs()
    return try HDF5File.replace(output, sparing: place.sources) { file in
      let root = try file.root
      try provenance.write(to: root)
      try root.setAttribute("model", model.relativePath)
      var target = try PredictionOutput(
        in: root, count: data.x2.count, outputs: stored.outputCount, classes: stored.classes, hasVariances: hasFactor)
      let x2 = RowsOverTime(data.x2, in: inputs)
      let posterior = try stored.posterior(in: modelFile, isPacked: isPacked)
      let work = PosteriorWork(
        predictor: PosteriorPredictor(data.kernel, inputs: x1, anchoring: stored.anchoring, threads: threads),
        posterior: posterior, x2: x2, plan: plan)
      let weights = plan.blocks.map { Double($0.count) }
      let accuracy = try progress.following(title: output.lastPathComponent, weights: weights, declaredSeconds: 0) {
        advance in
        try Device(threads: threads).run {
          try work.run(report: progress.report) { number, rows, means, variances in
            try target.write(rows, means: means, variances: variances, labels: data.y2)
            advance(weights[number])
          }
        }
      }
      try x2.finish()
      var doubts = PredictionDoubts()
      doubts.addNoise(
        of: posterior, ladder: stored.ladder, meanDiagonal: stored.parts.meanDiagonal, spread: accuracy.spread)
      doubts.add(accuracy, of: posterior, hasVariances: hasFactor)
      try doubts.tell(progress, file: output.lastPathComponent, isStrict: isStrict)
      try posterior.writeWorth(to: root)
      try accuracy.write(to: root, hasVariances: hasFactor, isTrusted: doubts.isEmpty)
      let lines = try target.finish(root)
      try provenance.writeFinal(to: root)
      try place.free().map(progress.warn)
      return lines
    }
  }

  private func checkArchitecture(_ stored: StoredModel) throws {
    guard let architecture else { return }
    // However it is spelled.
    guard try Architecture(contentsOf: architecture).expanded == stored.architecture.expanded else {
      throw ModelFailure.otherArchitecture(model: model.relativePath, architecture: architecture.relativePath)
    }
  }
}
