import Architectures
import Failures
import Foundation

/// What is wrong with a user's own inputs.
public enum UserDataFailure: Failure, Equatable {
  case rank(file: String, dataset: String, shape: [Int], wanted: String)
  case notNumeric(file: String, dataset: String)
  case empty(file: String, dataset: String, shape: [Int])
  case notFinite(file: String, dataset: String, row: Int)
  case shapesDiffer(file: String, first: String, InputShape, second: String, InputShape)
  case rowsDiffer(file: String, inputs: Int, targets: Int)
  case isInput(file: String)
  case isNoFile(file: String)
  case isAnotherFile(file: String)
  case doesNotFit(file: String, what: String, needed: Int, available: Int)
  case interrupted(file: String)
  case noTimes
  /// The layer that the architecture ends in, with repetitions written out.
  case noReadout(layer: String)
  case nothingLearns

  public var message: String {
    switch self {
    case .rank(let file, let dataset, let shape, let wanted):
      "\(file): \(dataset) has the shape \(shape); write it as \(wanted)"
    case .notNumeric(let file, let dataset):
      "\(file): \(dataset) holds no numbers; write it as floating-point numbers or integers"
    case .empty(let file, let dataset, let shape):
      "\(file): \(dataset) of shape \(shape) is empty; write at least one input with at least one number"
    case .notFinite(let file, let dataset, let row):
      "\(file): \(dataset) row \(row) holds a NaN, an infinite value or one whose square is; clean the data and run again"
    case .shapesDiffer(let file, let first, let firstShape, let second, let secondShape):
      "\(file): inputs of \(first) have the shape \(firstShape), those of \(second) \(secondShape); give both the same"
    case .rowsDiffer(let file, let inputs, let targets):
      "\(file): x1 has \(inputs) rows and y1 \(targets); give every training input one row of targets"
    case .isInput(let file):
      "\(file): is the file of inputs; choose another name for the output"
    case .isNoFile(let file):
      "\(file): is a device or a pipe, and the output is written under another name first; name a file"
    case .isAnotherFile(let file):
      "\(file): exists and is no HDF5 file; choose another name for the output, or remove it"
    case .doesNotFit(let file, let what, let needed, let available):
      "\(file): needs \(Amounts.bytes(needed)) of \(what), \(Amounts.bytes(available)) are free; "
        + "\(Amounts.bytes(needed - available)) are missing: free them, or use fewer inputs"
    case .interrupted(let file):
      "\(file): interrupted; nothing was written, run it again from the start"
    case .noTimes: "there is no training time; give at least one, such as inf"
    case .noReadout(let layer):
      "the method readout trains the last dense layer alone, but the architecture ends in \(layer); end it in a trainable dense "
        + "layer, or use gradient-flow"
    case .nothingLearns:
      "every layer of the architecture has \"trainable\": false, so that nothing learns and the NTK is 0; leave it out "
        + "where a layer is to learn, or use the method gp"
    }
  }

  public var exitStatus: ExitStatus {
    switch self {
    case .isInput, .isNoFile, .isAnotherFile: .usage
    case .doesNotFit: .doesNotFit
    case .interrupted: .interrupted
    default: .badData
    }
  }

  /// Refuses an output whose replacement would do harm: the inputs themselves, what is no file, such as `/dev/null`,
  /// and a file that is no former output, such as the architecture.
  static func checkOutput(_ output: URL, inputs: URL) throws {
    guard output.resolvingSymlinksInPath() != inputs.resolvingSymlinksInPath() else {
      throw isInput(file: output.relativePath)
    }
    var information = stat()
    guard stat(output.path, &information) == 0 else { return }
    guard [S_IFREG, S_IFDIR].contains(information.st_mode & S_IFMT) else { throw isNoFile(file: output.relativePath) }
    let signature = Data([0x89] + Array("HDF\r\n\u{1A}\n".utf8))
    guard let former = try? Data(contentsOf: output, options: .mappedIfSafe), !former.isEmpty else { return }
    guard former.starts(with: signature) else { throw isAnotherFile(file: output.relativePath) }
  }
}
