/// What became of one cell of a sweep; the `status` variable holds it as an unsigned byte with CF flag attributes.
public enum CellStatus: UInt8, CaseIterable, Sendable {
  /// Not computed yet: what a new file holds.
  case missing = 0
  /// Computed; every value is meant.
  case done = 1
  /// Computed, but a value is beyond what the arithmetic can tell (a condition number past 1/(m ε)).
  case untrusted = 2
  /// Computed, and it ran away: NaN or infinity is the answer.
  case diverged = 3
  /// Not computed because of an error; the next run tries again.
  case failed = 4

  /// Whether a run still has to compute the cell.
  public var isPending: Bool { self == .missing || self == .failed }

  /// The name that CF's `flag_meanings` lists.
  public var meaning: String {
    switch self {
    case .missing: "missing"
    case .done: "done"
    case .untrusted: "untrusted"
    case .diverged: "diverged"
    case .failed: "failed"
    }
  }
}
