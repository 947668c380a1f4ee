import Failures

/// What an experiment did wrong in declaring or filling its sweep, in one line.
public enum SweepFailure: Failure, Equatable {
  /// A layout contradicts itself.
  case layout(group: String, detail: String)
  /// A cell's values do not fit the layout.
  case values(file: String, group: String, cell: [Int], detail: String)
  /// A sweep is to be finished with cells missing.
  case unfinished(file: String, group: String, missing: Int)
  /// Cells of a sweep that is to be finished are not as they were written.
  case changed(file: String, group: String, cells: Int)
  /// A finished file is to be written.
  case finished(file: String)

  public var message: String {
    switch self {
    case .layout(let group, let detail):
      "layout of group \(group): \(detail); correct the experiment's declaration"
    case .values(let file, let group, let cell, let detail):
      "\(file): cell \(cell) of group \(group): \(detail); correct what the experiment returns"
    case .unfinished(let file, let group, let missing):
      "\(file): \(missing) cells of group \(group) are missing; run it again to complete them"
    case .changed(let file, let group, let cells):
      "\(file): \(cells) cells of group \(group) were changed by something else than this run; "
        + "run it again, which computes them anew"
    case .finished(let file):
      "\(file): is finished; ask for pending cells before writing"
    }
  }

  public var exitStatus: ExitStatus { .badData }
}
