import Failures

/// Why a kernel has no spectrum, or no training dynamics.
public enum DynamicsError: Failure, Equatable {
  case tooFewInputs(count: Int, least: Int)
  case notSquare(rows: Int, columns: Int)
  case targetsDiffer(inputs: Int, targets: Int)
  case ordersDiffer(tangentKernel: Int, covariance: Int)
  case noiseVariance(Double)
  case time(Double)
  case learningRate(Double)
  case rateTurnsModes(Double)

  public var message: String {
    switch self {
    case .tooFewInputs(let count, let least):
      "there are \(count) training inputs, at least \(least) are needed; give more"
    case .notSquare(let rows, let columns):
      "a training kernel is square, not \(rows) × \(columns); give it all pairs of the training inputs"
    case .targetsDiffer(let inputs, let targets):
      "there are \(inputs) training inputs but \(targets) targets; give one row of targets for every input"
    case .ordersDiffer(let tangentKernel, let covariance):
      "the training kernels are of order \(tangentKernel) and \(covariance); both must be of the same inputs"
    case .noiseVariance(let value): "the noise variance is \(value); give a finite number of 0 or more"
    case .time(let value): "the training time is \(value); give a number of 0 or more, or inf"
    case .learningRate(let value):
      "the learning rate is \(value) of the largest; it must be finite and above 0 (it diverges above 1)"
    case .rateTurnsModes(let value):
      "the learning rate is \(value) of the largest, 2/λ_max; take less than 0.5, beyond which modes change their sign "
        + "at every step"
    }
  }

  public var exitStatus: ExitStatus { .badData }
}
