import Failures

/// What is wrong with a fitted model, or with what it is given.
public enum ModelFailure: Failure, Equatable {
  case notModel(file: String)
  case newerFormat(file: String, version: Int)
  /// A part of a model that has not what belongs there.
  case damaged(file: String, detail: String)
  case otherArchitecture(model: String, architecture: String)
  case otherInputs(file: String, model: String)
  case otherTargets(file: String, model: String)
  /// Neither the model nor the file has x1.
  case noInputs(file: String, model: String)
  /// A model without x1, and nobody else gives it.
  case inputsNotKept(file: String)
  case kernelOfOtherArchitecture(kernel: String)
  case kernelOfOtherInputs(kernel: String, inputs: String)
  case kernelOfOtherOrder(kernel: String, order: Int, inputs: String, count: Int)
  case tangentKernelAlone(kernel: String)
  case kernelNotPositiveDefinite(kernel: String, largestNoise: Double)
  /// Variances, of a model in memory that was fitted without its factor.
  case noFactor
  /// A model by conjugate gradients, where one with its evidence is asked for.
  case noEvidence(file: String)
  /// A factor to keep, of an iteration that needs none.
  case factorNotMade(file: String)
  /// A factor that has no form in files.
  case factorNotKept(file: String)

  public var message: String {
    switch self {
    case .notModel(let file):
      "\(file): is no fitted model; make one by `widelimit fit`"
    case .newerFormat(let file, let version):
      "\(file): is a model of format \(version), and this version reads 1 and 2; use the version that fitted "
        + "it, or fit it again"
    case .damaged(let file, let detail):
      "\(file): is no complete model: \(detail); fit it again"
    case .otherArchitecture(let model, let architecture):
      "\(model): was fitted with another architecture than \(architecture); leave --architecture out, or fit again"
    case .otherInputs(let file, let model):
      "\(file): x1 is not what \(model) was fitted to (their digests differ); give the same training inputs in the same "
        + "order, or fit again"
    case .otherTargets(let file, let model):
      "\(file): y1 is not what \(model) was fitted to (their digests differ); fit again, or leave y1 out"
    case .noInputs(let file, let model):
      "\(file): has no x1, and \(model) does not hold its training inputs; add x1, or fit with --keep-inputs"
    case .inputsNotKept(let file):
      "\(file): does not hold its training inputs x1; fit it again with --keep-inputs"
    case .kernelOfOtherArchitecture(let kernel):
      "\(kernel): is the kernel of another architecture than the one given; compute it again, or leave --kernel out"
    case .kernelOfOtherInputs(let kernel, let inputs):
      "\(kernel): is the kernel of other inputs than x1 of \(inputs) (their digests differ); compute it again, or leave "
        + "--kernel out"
    case .kernelOfOtherOrder(let kernel, let order, let inputs, let count):
      "\(kernel): is the kernel of \(order) inputs, and x1 of \(inputs) has \(count) rows; give the kernel of these inputs"
    case .tangentKernelAlone(let kernel):
      "\(kernel): has ntk and no nngp, and the posterior is that of the NNGP kernel; compute it with --get nngp"
    case .kernelNotPositiveDefinite(let kernel, let noise):
      "\(kernel): nngp is not positive definite, even with noise variance \(noise); check how it was computed, or give a "
        + "larger --noise-variance"
    case .noFactor:
      "the model was fitted without its factor, which variances, covariances and probabilities need; fit it with the factor "
        + "kept"
    case .noEvidence(let file):
      "\(file): was fitted by conjugate gradients and has no evidence; predict by `widelimit predict --model`, or fit it "
        + "by the factor"
    case .factorNotMade(let file):
      "\(file): conjugate gradients make no factor that the model could keep; leave --keep-factor out, or --solver"
    case .factorNotKept(let file):
      "\(file): a factor in panels on disk cannot be kept in the model; leave --keep-factor or --scratch out"
    }
  }

  public var exitStatus: ExitStatus { .badData }
}
