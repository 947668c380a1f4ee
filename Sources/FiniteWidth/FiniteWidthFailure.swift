import Failures

/// Why a finite network cannot be made, or the network cannot be applied.
public enum FiniteWidthFailure: Failure, Hashable {
  case badCount(what: String, value: Int)
  case doesNotFit(bytes: Double, available: UInt64)
  case wrongInputs(expected: Int, found: Int)
  case wrongOutputGradient(expected: [Int], found: [Int])
  case noSuchOutput(range: Range<Int>, outputs: Int)
  case tooFewSamples(Int)
  case wrongTargets(expected: [Int], found: [Int])
  case noExamples
  case nothingToTrain
  case badSetting(what: String, value: String, allowed: String)
  case wrongState(expected: Int, found: Int)
  case branchWidths(layer: String, found: [Int], needed: [Int])
  case branchWithoutUnits(layer: String, widths: [Int])
  case wrongDirection(expected: [[Int]], found: [[Int]])
  /// Settings of a layer that finite networks do not know.
  case unknownSetting(layer: String, setting: String, instead: String)

  public var message: String {
    switch self {
    case .unknownSetting(let layer, let setting, let instead):
      "finite network: \(layer): \(setting) is not known to finite networks; \(instead)"
    case .badCount(let what, let value):
      "finite network: \(what) is \(value); give a whole number ≥ 1"
    case .doesNotFit(let bytes, let available):
      "finite network: its parameters and what is kept with them take \(gigabytes(bytes)) GB, this machine has "
        + "\(gigabytes(Double(available))) GB; choose a smaller width"
    case .wrongInputs(let expected, let found):
      "finite network: the inputs have \(found) features, the network was made for \(expected); give inputs: \(found)"
    case .wrongOutputGradient(let expected, let found):
      "finite network: a gradient of shape \(found) for outputs of shape \(expected); give one number per output"
    case .noSuchOutput(let range, let outputs):
      "finite network: outputs \(range) of a network with \(outputs) outputs; choose a range that is not empty within it"
    case .tooFewSamples(let samples):
      "Monte-Carlo kernel: \(samples) networks give no standard error; draw at least 2"
    case .wrongTargets(let expected, let found):
      "training: targets of shape \(found) where the inputs and the network's outputs need \(expected); give one row per "
        + "input and one number per output"
    case .noExamples:
      "training: there are no examples; give at least one input"
    case .nothingToTrain:
      "training: no layer of the network is trained; make one trainable, with a variance above 0"
    case .badSetting(let what, let value, let allowed):
      "training: the \(what) is \(value); give \(allowed)"
    case .wrongState(let expected, let found):
      "training: a state of \(found) numbers where the run keeps \(expected); give one of the same network and optimiser"
    case .branchWidths(let layer, let found, let needed):
      "finite network: the branches of a \(layer) end in \(found) units where their join needs \(needed); give relative "
        + "widths in the branches' own proportions, or weights to all of them"
    case .branchWithoutUnits(let layer, let widths):
      "finite network: the branches of a \(layer) get \(widths) units; choose a larger width, or relative widths nearer to "
        + "each other"
    case .wrongDirection(let expected, let found):
      "finite network: a change of parameters with layers of shapes \(found) (fan-in, fan-out, biases) where the network "
        + "has \(expected); give one change a dense layer, of its shape"
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
