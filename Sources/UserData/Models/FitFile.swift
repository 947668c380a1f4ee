import Architectures
import Failures
import Foundation
import HDF5
import Inference
import InfiniteWidth
import LinearAlgebra
import Platform
import Work

/// Fits the posterior of the infinitely wide network's Gaussian process to a user's own inputs and keeps it.
///
/// `inputs` holds `x1` [n, …] and `y1` [n, k] (training); the output is a model (`StoredModel`) from which
/// `ModelPredictionFile` predicts at the cost of the test kernel alone. The posterior is `PredictionFile`'s, bit for
/// bit. The output appears complete or not at all.
@dynamicMemberLookup public struct FitFile: Sendable {
  public let architecture: Architecture
  public let inputs: URL
  public let output: URL
  /// A kernel of `x1` that was computed before; nil: it is computed.
  public var kernel: URL?
  /// σ_ε²; nil: 1e-10 of the kernel's mean diagonal, more where that leaves it without a factor.
  public var noiseVariance: Double?
  /// Whether the model holds `x1`, so that test inputs alone are enough to predict.
  public var keepsInputs = false
  /// Whether the model holds the factor, n²/2 numbers, which variances need.
  public var keepsFactor = false
  /// Whether each input is predicted from all others, which costs as much as the factor.
  public var leavesOneOut = true
  public var settings = PosteriorSettings()

  public init(architecture: Architecture, inputs: URL, output: URL) {
    (self.architecture, self.inputs, self.output) = (architecture, inputs, output)
  }

  public subscript<Value>(dynamicMember setting: WritableKeyPath<PosteriorSettings, Value>) -> Value {
    get { settings[keyPath: setting] }
    set { settings[keyPath: setting] = newValue }
  }

  /// - Returns: lines that say what came out: the evidence, and what leaving one out gives; by conjugate gradients,
  ///   which have neither, what they have left.
  /// - Throws: whatever is wrong with the architecture, the inputs, the kernel, the memory or the place of the output;
  ///   then no output is left.
  /// - Complexity: n³/6 multiply-adds an attempt and as many for leaving one out; memory for one n × n matrix, half of
  ///   one where it is packed.
  @discardableResult
  public func write(progress: ProgressDisplay, interruption: Interruption) throws -> [String] {
    try interruption.breaking(as: UserDataFailure.interrupted(file: output.relativePath)) {
      try writeWhole(progress, interruption)
    }
  }

  private func writeWhole(_ progress: ProgressDisplay, _ interruption: Interruption) throws -> [String] {
    try settings.requireNoScratchOfGroup()
    let sources = [inputs] + (kernel.map { [$0] } ?? []) + settings.otherSources
    let place = OutputPlace(output: output, sources: sources, overwrites: settings.overwrites)
    try place.check()
    let data = try TrainingInputs(inputs, architecture: architecture, asClasses: settings.predictsClasses)
    (data.x1.warnings + data.targets.warnings).forEach { progress.warn("Warning: \($0)") }
    let given = try kernel.map { try ModelKernel($0, architecture: architecture, inputs: inputs, count: data.x1.count) }
    let declared = UserDataCost.Entry(data.kernel.cost(inputsOf: data.x1.width))
    let iteration = settings.conjugateGradients
    let panels = FactorScratch(
      iteration == nil ? settings.scratch : nil, sizes(data, declared),
      inMemory: cost(sizes(data, declared), isPacked: true), threads: settings.threads, machine: settings.machine)
    if keepsFactor && iteration != nil { throw ModelFailure.factorNotMade(file: output.relativePath) }
    if keepsFactor && panels != nil { throw ModelFailure.factorNotKept(file: output.relativePath) }
    let cost = try UserDataCost.checked(data.kernel, data.x1, get: .nngp) {
      // A factor on disk is not kept.
      let advice = settings.scratch == nil && !keepsFactor && iteration == nil ? FactorScratch.advice : nil
      try $0.check(inputs: inputs, output: output, machine: settings.machine, lessMemory: advice)
    } _: {
      let sizes = self.sizes(data, $0)
      if let iteration {
        return UserDataCost.iterative(
          sizes, iteration, keepsInputs: keepsInputs, kernelIsGiven: given != nil,
          isTriangle: given?.isTriangle ?? false,
          available: settings.machine.availableMemoryBytes, threads: settings.threads)
      }
      let cost = self.cost(sizes, isPacked: settings.isPacked(data.x1.count) || panels != nil)
        .shared(sizes) { self.cost(sizes, isPacked: true) }
      guard let panels else { return cost }
      return UserDataCost.onDisk(cost, sizes, panels.layout, passes: UserDataCost.posteriorPasses)
    }
    if cost.isWorthStating || panels != nil {
      let disk = panels.map { "; \($0.statement(passes: UserDataCost.posteriorPasses))" } ?? ""
      progress.note("\(output.lastPathComponent): needs about \(cost.statement)\(disk)")
    }
    if let warning = given?.warning { progress.warn(warning) }
    let provenance = UserProvenance(
      title: "Fitted Gaussian process", architecture: architecture, inputs: inputs.relativePath,
      threads: settings.threads)
    let lock = try place.lock()
    defer { withExtendedLifetime(lock) {} }
    return try HDF5File.replace(output, sparing: place.sources) { file in
      let root = try file.root
      try provenance.write(to: root)
      let kept = UserDataCost.keptBytes(beside: cost, available: settings.machine.availableMemoryBytes)
      let (model, evidence, doubts) = try fit(data, given, panels, keptBytes: kept, to: root, progress, interruption)
      let process = try CheckedPosterior(model.parts, solver: nil)
      try doubts.tell(progress, file: output.lastPathComponent, isStrict: settings.isStrict)
      try process.writeWorth(to: root)
      try root.writeModelWarnings(doubts.text(of: output.lastPathComponent, isStrict: false).map { [$0] } ?? [])
      if let kernel { try root.setAttribute("kernel", kernel.relativePath) }
      try model.write(to: root, evidence: evidence)
      try provenance.writeFinal(to: root)
      try place.free().map(progress.warn)
      let residual = model.parts.residual.formatted(significantDigits: 2)
      return evidence?.lines ?? ["residual \(residual) of the largest target"]
    }
  }

  private func sizes(_ data: TrainingInputs, _ entry: UserDataCost.Entry) -> UserDataCost.Sizes {
    UserDataCost.Sizes(
      training: data.x1.count, width: data.x1.width, test: 0, outputs: data.targets.width, blockRows: 0, entry: entry)
  }

  private func cost(_ sizes: UserDataCost.Sizes, isPacked: Bool) -> Cost {
    UserDataCost.fit(
      sizes, isPacked: isPacked, leavesOneOut: leavesOneOut, keepsFactor: keepsFactor, keepsInputs: keepsInputs,
      kernelIsGiven: kernel != nil, threads: settings.threads)
  }

  private func fit(
    _ data: TrainingInputs, _ given: ModelKernel?, _ panels: FactorScratch?, keptBytes: Int, to root: HDF5Group,
    _ progress: ProgressDisplay, _ interruption: Interruption
  ) throws -> (StoredModel, ModelEvidence?, PredictionDoubts) {
    // The factor, and what costs as much.
    let weights = [1.0] + (leavesOneOut && settings.conjugateGradients == nil ? [1.0] : [])
    return try progress.following(title: output.lastPathComponent, weights: weights, declaredSeconds: 0) { advance in
      try Device(threads: settings.threads).run {
        let fit = try ModelFit(data, noiseVariance: noiseVariance, given: given, threads: settings.threads) { x1 in
          if keepsInputs { try root.writeInputs(x1, shape: data.x1.shape) }
        }
        let factor = keepsFactor ? try root.createFactor(order: fit.problem.targets.rows) : nil
        let (parts, evidence): (CheckedPosterior.Parts, ModelEvidence?) = try naming(given) {
          if let iteration = settings.conjugateGradients {
            return (
              try fit.training.posterior(by: iteration, memoryBytes: keptBytes) {
                progress.report(stage: $0, fraction: $1)
              }.parts, nil
            )
          }
          return try FactorScratch.use(panels, for: fit.training, progress, interruption) { scratch in
            let posterior = try fit.training.posterior(
              isPacked: settings.isPacked(data.x1.count), scratch: scratch
            ) {
              progress.report(stage: $0, fraction: $1)
            }
            advance(1)
            progress.report(stage: leavesOneOut ? "leave-one-out" : "evidence", fraction: nil)
            if let factor {
              guard let columns = posterior.solver as? any FactorColumns else {
                throw ModelFailure.factorNotKept(file: output.relativePath)
              }
              try factor.write(columns)
            }
            let evidence = fit.evidence(of: posterior, leavesOneOut: leavesOneOut)
            try posterior.checkDisk()
            guard let evidence else { throw ModelFailure.factorNotKept(file: output.relativePath) }
            return (posterior.parts, evidence)
          }
        }
        let model = fit.model(parts)
        let doubts = try fit.doubts(CheckedPosterior(parts, solver: nil), of: model)
        try given?.requireUntouched()
        return (model, evidence, doubts)
      }
    }
  }

  /// A kernel that was given names its file where it has no factor, or was changed while it was read.
  private func naming<R>(_ given: ModelKernel?, _ body: () throws -> R) throws -> R {
    guard let given, let kernel else { return try body() }
    do {
      return try body()
    } catch let failure as any Failure where failure.exitStatus != .interrupted {
      try given.requireUntouched()
      guard case GaussianProcessError.notPositiveDefinite(let noise) = failure else { throw failure }
      throw ModelFailure.kernelNotPositiveDefinite(kernel: kernel.relativePath, largestNoise: noise)
    }
  }
}
