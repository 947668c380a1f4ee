import Failures

/// What is wrong with a search over an architecture's numbers.
public enum SelectionFailure: Failure, Equatable {
  /// What is not of the form name=values.
  case notAnAxis(String)
  case values(axis: String, text: String, reason: String)
  /// A name that stands for no number; `known` are those that do.
  case noSuchNumber(axis: String, known: [String])
  /// Two axes set the same number.
  case overlap(first: String, second: String)
  case tooManyPoints(Int, limit: Int)
  case notWhole(axis: String, value: Double)
  /// There are too few rows to hold some out.
  case tooFewRows(file: String, rows: Int)
  case validationRowsDiffer(file: String, inputs: Int, targets: Int)
  case validationTargetsDiffer(file: String, training: Int, validation: Int)
  /// One of the two arrays of a validation set is not there.
  case noPartner(file: String, present: String, missing: String)
  case nothingTrusted(file: String, points: Int)
  /// The best architecture and the table are to be the same file.
  case bestIsOutput(file: String)
  case bestIsHDF5(file: String)

  /// Names that a message lists at most.
  private static let mostNames = 12

  public var message: String {
    switch self {
    case .notAnAxis(let text):
      "--over \(text): give a name, = and its values, such as weightVariance=1:3:9"
    case .values(let axis, let text, let reason):
      "--over \(axis)=\(text): \(reason); give first:last:count such as 1:3:9, log:0.01:1:5, or a list such as 1,2,4"
    case .noSuchNumber(let axis, let known):
      "--over \(axis): the architecture has no such number; it has "
        + known.prefix(Self.mostNames).joined(separator: ", ") + (known.count > Self.mostNames ? ", …" : "")
    case .overlap(let first, let second):
      "--over \(first) and \(second) set the same number; leave one of them out"
    case .tooManyPoints(let count, let limit):
      "--over asks for \(count) points, more than \(limit); give fewer values"
    case .notWhole(let axis, let value):
      "--over \(axis): \(value) is no whole number, which it counts; give whole numbers"
    case .tooFewRows(let file, let rows):
      "\(file): x1 has \(rows) rows, of which none can be held out for validation; give more, or x_validation and "
        + "y_validation"
    case .validationRowsDiffer(let file, let inputs, let targets):
      "\(file): x_validation has \(inputs) rows and y_validation \(targets); give every input one row of targets"
    case .validationTargetsDiffer(let file, let training, let validation):
      "\(file): y1 has \(training) columns and y_validation \(validation); give both the same outputs"
    case .noPartner(let file, let present, let missing):
      "\(file): has \(present) and no \(missing); write both, or neither"
    case .nothingTrusted(let file, let points):
      "\(file): none of the \(points) points has a kernel whose numbers can be trusted; scale the inputs, or search "
        + "with more noise, such as --over noiseVariance=log:1e-6:0.1:6"
    case .bestIsOutput(let file):
      "--best \(file): is the output; choose another name for one of them"
    case .bestIsHDF5(let file):
      "--best \(file): is an HDF5 file, which the text of an architecture never replaces; choose another name"
    }
  }

  public var exitStatus: ExitStatus {
    switch self {
    case .notAnAxis, .values, .tooManyPoints, .overlap, .bestIsOutput: .usage
    case .bestIsHDF5: .inputOutput
    default: .badData
    }
  }
}
