import Architectures
import Failures
import Work

/// What is wrong with a user's own inputs; those in memory are of no file.
public enum UserDataFailure: Failure, Equatable {
  case rank(file: String?, dataset: String, shape: [Int], wanted: String)
  case notNumeric(file: String, dataset: String)
  case empty(file: String?, dataset: String, shape: [Int])
  case notFinite(file: String?, dataset: String, row: Int)
  case underflows(file: String?, dataset: String, row: Int)
  case packed(file: String, dataset: String, attribute: String)
  case missingValue(file: String, dataset: String, row: Int, value: Double)
  case notValid(file: String, dataset: String, row: Int, value: Double, valid: ClosedRange<Double>)
  case inexactInteger(file: String, dataset: String, row: Int)
  case shapesDiffer(file: String?, first: String, InputShape, second: String, InputShape)
  case rowsDiffer(file: String?, first: String = "x1", inputs: Int, second: String = "y1", targets: Int)
  /// Of x2 and y2.
  case labelsDiffer(file: String, inputs: Int, labels: Int)
  case noLabel(file: String?, dataset: String, row: Int, value: Double)
  case oneClass(file: String?, dataset: String, label: Int)
  /// By somebody else.
  case changedMeanwhile(file: String, dataset: String)
  /// The output is the file `source`, or one that it is read from.
  case isInput(file: String, source: String)
  case isNoFile(file: String)
  case isAnotherFile(file: String)
  /// - Parameter instead: another way out, beside fewer inputs.
  case doesNotFit(file: String, what: String, needed: Int, available: Int, instead: String? = nil)
  case interrupted(file: String)
  /// Interrupted while a factor was on disk.
  case factorKept(folder: String, bytes: Int)
  case noTimes
  /// The layer that the architecture ends in, with repetitions written out.
  case noReadout(layer: String)
  case readoutRates(layer: String)
  case nothingLearns(instead: String)

  public var message: String {
    switch self {
    case .rank(let file, let dataset, let shape, let wanted):
      "\(at(file))\(dataset) has the shape \(shape); write it as \(wanted)"
    case .notNumeric(let file, let dataset):
      "\(file): \(dataset) holds no numbers; write it as floating-point numbers or integers"
    case .empty(let file, let dataset, let shape):
      "\(at(file))\(dataset) of shape \(shape) is empty; write at least one input with at least one number"
    case .underflows(let file, let dataset, let row):
      "\(at(file))\(dataset) row \(row) is so small that its square underflows; scale all inputs up, or set it to zero"
    case .notFinite(let file, let dataset, let row):
      "\(at(file))\(dataset) row \(row) holds a NaN, an infinite value or one whose square is; clean the data and run again"
    case .packed(let file, let dataset, let attribute):
      "\(file): \(dataset) has the attribute \(attribute), so that its numbers are not those stored; "
        + "write the numbers themselves, without it"
    case .missingValue(let file, let dataset, let row, let value):
      "\(file): \(dataset) row \(row) holds \(value), which its attributes or its fill value give to missing values; "
        + "leave out or fill in what is missing, or write the array without them"
    case .notValid(let file, let dataset, let row, let value, let valid):
      "\(file): \(dataset) row \(row) holds \(value), out of the range from \(valid.lowerBound) to \(valid.upperBound) "
        + "that its attributes call valid; leave out what is not, or write the array without them"
    case .inexactInteger(let file, let dataset, let row):
      "\(file): \(dataset) row \(row) holds an integer of 2^53 or more, which float64 rounds; write floating-point numbers"
    case .shapesDiffer(let file, let first, let firstShape, let second, let secondShape):
      "\(at(file))inputs of \(first) have the shape \(firstShape), those of \(second) \(secondShape); give both the same"
    case .rowsDiffer(let file, let first, let inputs, let second, let targets):
      "\(at(file))\(first) has \(inputs) rows and \(second) \(targets); give every training input one row of targets"
    case .labelsDiffer(let file, let inputs, let labels):
      "\(file): x2 has \(inputs) rows and y2 \(labels) labels; give every test input one, or leave y2 out"
    case .noLabel(let file, let dataset, let row, let value):
      "\(at(file))\(dataset) row \(row) holds \(value), which is no integer; "
        + (file == nil ? "" : "with --classes ") + "give every input the integer "
        + "label of its class"
    case .oneClass(let file, let dataset, let label):
      "\(at(file))\(dataset) has the label \(label) alone; give inputs of at least two classes, or "
        + (file == nil ? "targets that are numbers" : "leave --classes out")
    case .changedMeanwhile(let file, let dataset):
      "\(file): \(dataset) was changed while it was read; nothing was written, leave it as it is and run it again"
    case .isInput(let file, let source):
      file == source
        ? "\(file): is a file that this run reads; choose another name for the output"
        : "\(file): is \(source), which this run reads, or holds data of it; choose another name for the output"
    case .isNoFile(let file):
      "\(file): is a device or a pipe, and the output is written under another name first; name a file"
    case .isAnotherFile(let file):
      "\(file): exists and is no former output; choose another name, or replace it with --overwrite"
    case .doesNotFit(let file, let what, let needed, let available, let instead):
      "\(file): needs \(Amounts.bytes(needed)) of \(what), \(Amounts.bytes(available)) are free; "
        + "\(Amounts.bytes(needed - available)) are missing: free them, "
        + (instead.map { "use fewer inputs, or \($0)" } ?? "or use fewer inputs")
    case .interrupted(let file):
      "\(file): interrupted; nothing was written, run it again from the start"
    case .factorKept(let folder, let bytes):
      "\(folder): interrupted; keeps \(Amounts.bytes(bytes)), with which the same command goes on: run it again, or "
        + "remove the folder"
    case .noTimes: "there is no training time; give at least one, such as inf"
    case .noReadout(let layer):
      "the method readout trains the last dense layer alone, but the architecture ends in \(layer); end it in a trainable "
        + "dense layer, or train all layers (gradient-flow)"
    case .readoutRates(let layer):
      "\(layer) has \"learningRates\" of its own, and the method readout trains it at those of the NTK parameterisation; "
        + "leave them out, or train all layers (gradient-flow)"
    case .nothingLearns(let instead):
      "every layer of the architecture has \"trainable\": false, so that nothing learns and the NTK is 0; leave it out "
        + "where a layer is to learn, or \(instead)"
    }
  }

  public var exitStatus: ExitStatus {
    switch self {
    case .isInput, .isNoFile: .usage
    case .isAnotherFile: .inputOutput
    case .doesNotFit: .doesNotFit
    case .interrupted, .factorKept: .interrupted
    default: .badData
    }
  }
}

/// How a message about a file begins.
private func at(_ file: String?) -> String { file.map { "\($0): " } ?? "" }
