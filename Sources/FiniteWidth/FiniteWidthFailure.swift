import Failures

/// Why an architecture cannot be made a finite network, or the network cannot be applied.
public enum FiniteWidthFailure: Failure, Hashable {
  case notComputable(layer: String, index: Int)
  case badCount(what: String, value: Int)
  case doesNotFit(bytes: Double, available: UInt64)
  case wrongInputs(expected: Int, found: Int)
  case wrongOutputGradient(expected: [Int], found: [Int])
  case noSuchOutput(range: Range<Int>, outputs: Int)
  case tooFewSamples(Int)

  public var message: String {
    switch self {
    case .notComputable(let layer, let index):
      "layers[\(index)] with repetitions written out: finite networks have no \(layer) yet; use dense, activation, "
        + "dropout, residual and repeat"
    case .badCount(let what, let value):
      "finite network: \(what) is \(value); give a whole number ≥ 1"
    case .doesNotFit(let bytes, let available):
      "finite network: its parameters take \(gigabytes(bytes)) GB, this machine has \(gigabytes(Double(available))) GB; "
        + "choose a smaller width"
    case .wrongInputs(let expected, let found):
      "finite network: the inputs have \(found) features, the network was made for \(expected); give inputs: \(found)"
    case .wrongOutputGradient(let expected, let found):
      "finite network: a gradient of shape \(found) for outputs of shape \(expected); give one number per output"
    case .noSuchOutput(let range, let outputs):
      "finite network: outputs \(range) of a network with \(outputs) outputs; choose a range that is not empty within it"
    case .tooFewSamples(let samples):
      "Monte-Carlo kernel: \(samples) networks give no standard error; draw at least 2"
    }
  }

  public var exitStatus: ExitStatus {
    switch self {
    case .doesNotFit: .doesNotFit
    default: .badData
    }
  }

  private func gigabytes(_ bytes: Double) -> String { "\((bytes / 1e8).rounded(.up) / 10)" }
}
