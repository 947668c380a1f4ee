import Failures

/// Why there is no order 1/n of what was asked.
public enum WidthExpansionFailure: Failure, Hashable {
  case notDense(layer: String, reason: String)
  /// φ has a kink, or derivatives that are not known.
  case notSmooth(nonlinearity: String)
  case tooManyInputs(Int, most: Int)
  case noInputs
  case notFinite(row: Int)
  /// K of an input behind `layer` dense layers, where expectations take too many points.
  case tooWide(variance: Double, layer: Int, most: Double)
  case targetsDiffer(inputs: Int, targets: Int)
  case badTarget(row: Int)
  case badTime(what: String, Double)
  case tooLong(what: String, Double, most: Double)
  /// Gradient descent diverges at infinite width from this rate on.
  case unstable(rate: Double, largest: Double)

  public var message: String {
    switch self {
    case .notDense(let layer, let reason): "\(layer): \(reason); order 1/n is known of dense layers and activations"
    case .notSmooth(let nonlinearity):
      "\(nonlinearity): order 1/n takes its derivatives up to the fifth, and they are no functions or not known: use "
        + "a smooth one, such as erf, tanh, gelu, softplus or sin"
    case .tooManyInputs(let count, let most):
      "\(count) inputs: statistics of four of them grow with the fourth power; give \(most) at most"
    case .noInputs: "no inputs: give one at least"
    case .notFinite(let row): "input \(row) holds a value that is not finite, or whose square is not"
    case .tooWide(let variance, let layer, let most):
      "K of an input is \(variance) behind dense layer \(layer): order 1/n is integrated up to \(most); choose smaller "
        + "variances"
    case .targetsDiffer(let inputs, let targets):
      "\(targets) targets for \(inputs) inputs; give one for each input that is trained on, which come first, one at "
        + "least"
    case .badTarget(let row): "target \(row) is not finite, or beyond 1e60"
    case .badTime(let what, let value): "the \(what) is \(value); give a finite number of 0 or more"
    case .tooLong(let what, let value, let most):
      "the \(what) is \(value), of which float64 tells nothing any more; give \(most) at most"
    case .unstable(let rate, let largest):
      "gradient descent at the learning rate \(rate) diverges at infinite width; choose one below 2/λ_max = \(largest)"
    }
  }

  public var exitStatus: ExitStatus {
    switch self {
    case .tooManyInputs, .tooWide: .doesNotFit
    case .notDense, .notSmooth, .noInputs, .notFinite, .targetsDiffer, .badTarget, .badTime, .tooLong, .unstable:
      .badData
    }
  }
}
