import Foundation

/// What matrix products took and computed, summed over the workers that share them.
public struct MatrixProductTime: Sendable, Hashable {
  /// Wall-clock seconds of each worker, added up: at most workers × the time of the whole.
  public internal(set) var seconds = 0.0
  /// Additions and multiplications.
  public internal(set) var operations = 0.0

  public static func - (a: Self, b: Self) -> Self {
    var difference = a
    difference.seconds -= b.seconds
    difference.operations -= b.operations
    return difference
  }

  static var now: Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
  }
}
