import Failures

/// Why there is no diagnosis.
public enum DiagnosisFailure: Failure, Equatable {
  /// `found`: the layer that stands at the place.
  case noRepetition(place: LayerPlace, found: String?, others: [LayerPlace])
  /// `known`: the depths that there are; nil: 1 and more.
  case noDepth(Int, known: [Int]?)
  /// The picture would take the name of the results.
  case pictureIsOutput(file: String)
  case isAnotherPicture(file: String)

  public var message: String {
    switch self {
    case .noRepetition(let place, let found, let others):
      "--repeat \(place): " + (found.map { "is the layer \($0) and no repeat; " } ?? "there is no such layer; ")
        + (others.isEmpty
          ? "the architecture has no repeat, leave --repeat out"
          : "name one of \(others.map(\.description).joined(separator: ", "))")
    case .noDepth(let depth, let known):
      "depth \(depth): "
        + (known.map { known in
          "the architecture has no repeat, and layers in front of its head can be cut at depth "
            + "\(known.map(String.init).joined(separator: ", ")) only; leave the depths out"
        } ?? "a repeat is applied once at least; give 1 or more")
    case .pictureIsOutput(let file):
      "\(file): would be the name of the picture too; end the output's name in .h5, or give --no-picture"
    case .isAnotherPicture(let file):
      "\(file): exists and is no picture of a former diagnosis; choose another output, replace it with --overwrite, or "
        + "give --no-picture"
    }
  }

  public var exitStatus: ExitStatus {
    switch self {
    case .noRepetition, .noDepth, .pictureIsOutput: .usage
    case .isAnotherPicture: .inputOutput
    }
  }
}
