import Failures

/// What is wrong with a kernel that is computed in tiles and parts, and joined.
public enum KernelPartsFailure: Failure, Equatable {
  /// `--triangle` of a kernel with x2.
  case triangleNeedsSymmetry(file: String)
  case tooManyParts(file: String, tiles: Int, parts: Int)
  /// `tile` is the first that is not done.
  case stopped(file: String, tile: Int, of: Int)
  /// The inputs were changed while the kernel was computed; `ledger` says which tiles are done.
  case inputsChanged(inputs: String, dataset: String, file: String, done: Int, of: Int, ledger: String)
  /// The ledger is of something else; `mend` is what would go on with it.
  case otherLedger(file: String, ledger: String, difference: String, mend: String)
  /// The name that a ledger or what it is of would have is somebody's.
  case notOwn(file: String)

  case noPart(file: String)
  case otherPart(file: String, difference: String, first: String)
  case partTwice(file: String, first: String, part: String)
  case missingParts(first: String, parts: [Int], count: Int)
  /// The tiles of the two are others, so that they overlap.
  case overlap(file: String, first: String)
  case damagedPart(file: String, dataset: String)
  /// It was computed again, of what is not known.
  case otherThanJoined(file: String, joined: String)

  public var message: String {
    switch self {
    case .triangleNeedsSymmetry(let file):
      "\(file): holds x2, and the kernel between x1 and x2 has no triangle; leave out --triangle, or x2"
    case .tooManyParts(let file, let tiles, let parts):
      "\(file): is cut into \(tiles) \(tiles == 1 ? "tile" : "tiles"), too few for \(parts) parts; use at most \(tiles)"
    case .stopped(let file, let tile, let count):
      "\(file): interrupted; the same command goes on from tile \(tile) of \(count)"
    case .inputsChanged(let inputs, let dataset, let file, let done, let count, let ledger):
      "\(inputs): \(dataset) was changed while \(file) was computed, of which \(done) of \(count) tiles are kept; put it back "
        + "as it was and run it again, or remove \(ledger) to begin anew"
    case .otherLedger(let file, let ledger, let difference, let mend):
      "\(file): was begun with \(difference); \(mend)choose another output, or remove \(ledger) to begin anew"
    case .notOwn(let file):
      "\(file): has the name of an unfinished kernel and is none; move it away, or choose another output"
    case .noPart(let file):
      "\(file): is no part of a kernel; parts are made by `widelimit kernel --part i/N`"
    case .otherPart(let file, let difference, let first):
      "\(file): is of \(difference), unlike \(first); join parts of one kernel"
    case .partTwice(let file, let first, let part):
      "\(file): is part \(part), as is \(first); name each part once"
    case .missingParts(let first, let parts, let count):
      "\(first): \(parts.count == 1 ? "part" : "parts") \(parts.map(String.init).joined(separator: ", ")) of \(count) "
        + "\(parts.count == 1 ? "is" : "are") missing; make what is missing with --part i/\(count), or name it too"
    case .overlap(let file, let first):
      "\(file): is cut into other tiles than \(first), so that they overlap; make both with the same program"
    case .damagedPart(let file, let dataset):
      "\(file): its \(dataset) is not as it was made; compute the part again"
    case .otherThanJoined(let file, let joined):
      "\(file): is no longer the part that was joined into \(joined); join again"
    }
  }

  public var exitStatus: ExitStatus {
    switch self {
    case .triangleNeedsSymmetry, .tooManyParts: .usage
    case .stopped: .interrupted
    case .notOwn: .inputOutput
    default: .badData
    }
  }
}
