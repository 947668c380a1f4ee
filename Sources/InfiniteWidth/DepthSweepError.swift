import Failures

/// Depths at which there is no kernel.
public enum DepthSweepError: Failure, Equatable {
  case noDepths
  case negative(depth: Int)
  case notAscending(depth: Int, after: Int)

  public var message: String {
    switch self {
    case .noDepths: "a sweep over depths needs a depth; name at least one"
    case .negative(let depth): "depth \(depth) is negative; give 0 (the read-in alone) or more"
    case .notAscending(let depth, let former):
      "depth \(depth) follows \(former); give each depth once, in ascending order"
    }
  }

  public var exitStatus: ExitStatus { .badData }
}
