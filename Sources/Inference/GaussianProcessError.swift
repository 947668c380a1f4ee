import Failures

/// Why a posterior cannot be computed.
public enum GaussianProcessError: Failure, Equatable {
  case targetsDiffer(inputs: Int, targets: Int)
  case noiseVariance(Double)
  case notPositiveDefinite(largestNoise: Double)
  case scalePrior(shape: Double, rate: Double)
  /// Arrays of a kept posterior do not fit together.
  case partsDiffer

  public var message: String {
    switch self {
    case .targetsDiffer(let inputs, let targets):
      "there are \(inputs) training inputs but \(targets) targets; give one row of targets for every input"
    case .noiseVariance(let value): "the noise variance is \(value); it must be finite and not negative"
    case .notPositiveDefinite(let noise):
      "the training kernel is not positive definite even with noise variance \(noise); "
        + "check the inputs and the architecture's variances"
    case .scalePrior(let shape, let rate):
      "the scale's prior has shape \(shape) and rate \(rate); both must be positive and finite"
    case .partsDiffer: "the arrays of a kept posterior have shapes that do not fit together; fit it again"
    }
  }

  public var exitStatus: ExitStatus { .badData }
}
