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
/// difference; one that rounding leaves below 0 is written as 0. By conjugate gradients (`solver`) there are means
/// alone, `cholesky_attempts` is 0 and `condition_number` is a bound. Of classes `accuracy` is the share of test inputs
/// that get the label that `y2` [n₂] has.
@dynamicMemberLookup public struct PredictionFile: Sendable {
  public let architecture: Architecture
  public let inputs: URL
  public let output: URL
  /// The values of σ_ε² that are tried; kernels of users are of any size, and so is the noise.
  public var noise = NoiseLadder.relative(first: 1e-10)
  public var settings = PosteriorSettings()
  /// Test inputs in one block at most.
  public var blockRows = 4096

  public init(architecture: Architecture, inputs: URL, output: URL) {
    (self.architecture, self.inputs, self.output) = (architecture, inputs, output)
  }

  public subscript<Value>(dynamicMember setting: WritableKeyPath<PosteriorSettings, Value>) -> Value {
    get { settings[keyPath: setting] }
    set { settings[keyPath: setting] = newValue }
  }

  /// - Returns: lines that say what came out, such as the accuracy.
  /// - Throws: whatever is wrong with the architecture, the inputs, the memory or the place of the output; then no
  ///   output is left.
  /// - Complexity: n₁³/6 multiply-adds an attempt and n₁² n₂ / 2; memory for one n₁ × n₁ matrix, half of one where it
  ///   is packed, and a block of test inputs.
  @discardableResult
  public func write(progress: ProgressDisplay, interruption: Interruption) throws -> [String] {
    try interruption.breaking(as: UserDataFailure.interrupted(file: output.relativePath)) {
      try writeWhole(progress, interruption)
    }
  }

  private func writeWhole(_ progress: ProgressDisplay, _ interruption: Interruption) throws -> [String] {
    try settings.requireNoScratchOfGroup()
    let place = OutputPlace(output: output, sources: [inputs] + settings.otherSources, overwrites: settings.overwrites)
    try place.check()
    let data = try PredictionInputs(inputs, architecture: architecture, asClasses: settings.predictsClasses)
    data.warnings.forEach { progress.warn("Warning: \($0)") }
    let usual = PredictionPlan(
      training: data.x1.count, test: data.x2.count, width: data.x1.width, varianceCount: data.x2.count,
      largestBlock: blockRows)
    let iteration = settings.conjugateGradients
    let panels = iteration == nil ? panels(for: data, usual) : nil
    let plan = panels?.plan(test: data.x2.count, width: data.x2.width) ?? usual
    let passes = UserDataCost.posteriorPasses + 2 * plan.blocks.count
    let cost = try data.cost(blockRows: plan.blocks.first?.count ?? 0) {
      try $0.check(
        inputs: inputs, output: output, machine: settings.machine,
        lessMemory: settings.scratch == nil && iteration == nil ? FactorScratch.advice : nil)
    } _: {
      if let iteration {
        return UserDataCost.iterative(
          $0, iteration, available: settings.machine.availableMemoryBytes, threads: settings.threads)
      }
      let isPacked = settings.isPacked(data.x1.count) || panels != nil
      let sizes = $0
      let cost = UserDataCost.posterior(sizes, isPacked: isPacked, threads: settings.threads).shared(sizes) {
        UserDataCost.posterior(sizes, isPacked: true, threads: settings.threads)
      }
      guard let panels else { return cost }
      return UserDataCost.onDisk(cost, sizes, panels.layout, passes: passes)
    }
    if cost.isWorthStating || panels != nil {
      let disk = panels.map { "; \($0.statement(passes: passes))" } ?? ""
      progress.note("\(output.lastPathComponent): needs about \(cost.statement)\(disk)")
    }
    let provenance = UserProvenance(
      title: "Gaussian-process predictions", architecture: architecture, inputs: inputs.relativePath,
      threads: settings.threads)
    let lock = try place.lock()
    defer { withExtendedLifetime(lock) {} }
    return try HDF5File.replace(output, sparing: place.sources) { file in
      let root = try file.root
      try provenance.write(to: root)
      var target = try PredictionOutput(
        in: root, count: data.x2.count, outputs: data.targets.width, classes: data.targets.classes,
        hasVariances: iteration == nil)
      let kept = UserDataCost.keptBytes(beside: cost, available: settings.machine.availableMemoryBytes)
      let (process, accuracy, doubts) = try predict(
        data, plan, panels, keptBytes: kept, to: &target, progress, interruption)
      try doubts.tell(progress, file: output.lastPathComponent, isStrict: settings.isStrict)
      try process.writeWorth(to: root)
      try accuracy.write(to: root, hasVariances: iteration == nil, isTrusted: doubts.isEmpty)
      let lines = try target.finish(root)
      try provenance.writeFinal(to: root)
      try place.free().map(progress.warn)
      return lines
    }
  }

  private func panels(for data: PredictionInputs, _ plan: PredictionPlan) -> FactorScratch? {
    let sizes = UserDataCost.Sizes(
      training: data.x1.count, width: data.x1.width, test: data.x2.count, outputs: data.targets.width,
      blockRows: plan.blocks.first?.count ?? 0, entry: .init(data.kernel.cost(inputsOf: data.x1.width)))
    let cost = UserDataCost.posterior(sizes, isPacked: true, threads: settings.threads)
    return FactorScratch(
      settings.scratch, sizes, inMemory: cost, threads: settings.threads, machine: settings.machine)
  }

  private func predict(
    _ data: PredictionInputs, _ plan: PredictionPlan, _ panels: FactorScratch?, keptBytes: Int,
    to target: inout PredictionOutput, _ progress: ProgressDisplay, _ interruption: Interruption
  ) throws -> (CheckedPosterior, PredictionAccuracy, PredictionDoubts) {
    // In multiply-adds: the factor, then the triangular solves of each block.
    let n = Double(data.x1.count)
    let weights = [n * n * n / 6] + plan.blocks.map { n * n * Double($0.count) }
    return try progress.following(title: output.lastPathComponent, weights: weights, declaredSeconds: 0) { advance in
      try Device(threads: settings.threads).run {
        let training = try PosteriorKernel(
          data.kernel, inputs: data.x1.rows(0..<data.x1.count), targets: data.targets.matrix(), noise: noise,
          threads: settings.threads)
        return try FactorScratch.use(panels, for: training, progress, interruption) { scratch in
          let report: @Sendable (String, Double?) -> Void = { progress.report(stage: $0, fraction: $1) }
          let process =
            try settings.conjugateGradients.map {
              try training.posterior(by: $0, memoryBytes: keptBytes, report: report)
            } ?? training.posterior(isPacked: settings.isPacked(data.x1.count), scratch: scratch, report: report)
          advance(weights[0])
          let x2 = RowsOverTime(data.x2, in: inputs)
          let accuracy = try PosteriorWork(
            predictor: training.predictor, posterior: process, x2: x2, plan: plan
          ).run(report: progress.report) { number, rows, means, variances in
            try target.write(rows, means: means, variances: variances, labels: data.y2)
            advance(weights[number + 1])
          }
          try x2.finish()
          var doubts = PredictionDoubts()
          doubts.addNoise(
            of: process, ladder: noise, meanDiagonal: training.problem.meanDiagonal, spread: accuracy.spread)
          doubts.add(accuracy, of: process)
          return (process, accuracy, doubts)
        }
      }
    }
  }
}

extension CheckedPosterior {
  /// What was solved, and how well.
  func writeWorth(to root: HDF5Group) throws {
    try root.setAttribute("method", "gp")
    if parts.isIterative { try root.setAttribute("solver", "conjugate gradients") }
    try root.setAttribute("noise_variance_used", noiseVarianceUsed)
    try root.setAttribute("cholesky_attempts", attempts)
    try root.setAttribute("condition_number", conditionNumber)
    try root.setAttribute("residual", residual)
  }
}

extension PredictionAccuracy {
  /// - Parameter isTrusted: whether no warning was needed, of these digits or of anything else.
  func write(to root: HDF5Group, hasVariances: Bool = true, isTrusted: Bool) throws {
    try root.setAttribute("mean_digits", meanDigits)
    if hasVariances {
      try root.setAttribute("variance_digits", varianceDigits)
      try root.setAttribute("variances_clipped", clippedVariances)
    }
    try root.setAttribute("trusted", isTrusted ? "true" : "false")
  }
}
