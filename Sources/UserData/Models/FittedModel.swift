import Architectures
import Inference
import InfiniteWidth
import LinearAlgebra
import Platform
import Work

/// A fitted Gaussian process in memory: what `FitFile` writes, without a file. A value that no prediction changes.
package struct FittedModel: Sendable {
  /// What a fit is told beside the data.
  package struct Settings: Sendable {
    /// σ_ε²; nil: 1e-10 of the kernel's mean diagonal, more where that leaves it without a factor.
    package var noiseVariance: Double?
    /// Whether the factor is kept, n²/2 numbers, which variances need.
    package var keepsFactor = true
    /// Whether each input is predicted from all others, which costs as much as the factor.
    package var leavesOneOut = false
    /// Whether what needs a warning is an error.
    package var isStrict = false
    /// Above this many training inputs their kernel is kept packed.
    package var largestSquareKernel = KernelStorage.largestSquare

    package init() {}
  }

  package let kernel: Kernel
  package let evidence: ModelEvidence
  /// What a user should know of the fit; none of one that is trusted.
  package let warnings: [String]
  /// Where x1 and y1 came from, as the file says it.
  let source: String
  /// With the factor, if it is kept.
  let posterior: CheckedPosterior
  let stored: StoredModel
  /// x1, [n, d].
  package let inputs: Matrix<Double>

  /// - Parameter report: the stage of the work, and the part of it that is done.
  /// - Throws: errors of the inputs, the kernel and its factor; `UserDataFailure.doesNotFit`; `UntrustedPrediction`;
  ///   `EndRequest.Requested`.
  /// - Complexity: as `FitFile.write`, without a second copy of the factor.
  package init(
    fitting data: TrainingInputs, _ settings: Settings, threads: Int,
    report: @escaping @Sendable (_ stage: String, _ fraction: Double?) -> Void
  ) throws {
    let isPacked = data.x1.count > settings.largestSquareKernel
    let sizes = UserDataCost.Sizes(
      training: data.x1.count, width: data.x1.width, test: 0, outputs: data.targets.width, blockRows: 0,
      entry: .init(data.kernel.cost(inputsOf: data.x1.width)))
    try UserDataCost.fit(
      sizes, isPacked: isPacked, leavesOneOut: settings.leavesOneOut, keepsFactor: settings.keepsFactor,
      keepsInputs: true, threads: threads
    ).checkMemory(of: "fit")
    let fit = try ModelFit(data, noiseVariance: settings.noiseVariance, threads: threads)
    let whole = try fit.training.posterior(isPacked: isPacked, report: report)
    report(settings.leavesOneOut ? "leave-one-out" : "evidence", nil)
    guard let evidence = fit.evidence(of: whole, leavesOneOut: settings.leavesOneOut) else {
      throw ModelFailure.factorNotKept(file: "fit")
    }
    (kernel, inputs, self.evidence) = (data.kernel, fit.inputs, evidence)
    posterior = settings.keepsFactor ? whole : try CheckedPosterior(whole.parts, solver: nil)
    stored = fit.model(whole.parts)
    let doubts = try fit.doubts(whole, of: stored, namesOptions: false)
    warnings = try doubts.text(of: "fit", isStrict: settings.isStrict).map { [$0] } ?? []
    source = "arrays in memory"
  }

  init(
    _ stored: StoredModel, evidence: ModelEvidence, posterior: CheckedPosterior, inputs: Matrix<Double>,
    source: String, warnings: [String]
  ) throws {
    kernel = try Kernel(stored.architecture, inputShape: stored.inputShape)
    (self.stored, self.evidence, self.posterior, self.inputs) = (stored, evidence, posterior, inputs)
    (self.source, self.warnings) = (source, warnings)
  }

  package var inputShape: InputShape { stored.inputShape }
  /// Labels, ascending; nil of targets that are numbers.
  package var classes: [Int]? { stored.classes }
  /// k
  package var outputCount: Int { stored.outputCount }
  package var hasFactor: Bool { posterior.solver != nil }
  /// What was solved, and how well.
  package var parts: CheckedPosterior.Parts { posterior.parts }
}

extension Cost {
  /// - Throws: `UserDataFailure.doesNotFit` if the machine has not the memory that `call` needs.
  /// - Complexity: looks at the machine only where that is much, which takes longer than a little work.
  func checkMemory(of call: String) throws {
    guard memoryBytes - UserDataCost.programBytes > 64 << 20 else { return }
    let available = Machine.current().availableMemoryBytes
    guard memoryBytes > available else { return }
    throw UserDataFailure.doesNotFit(file: call, what: "memory", needed: memoryBytes, available: available)
  }
}
