import Foundation
import Synchronization

/// The programs that this process has started and that must not go on without it: `endAll` ends them, also from a
/// signal handler.
public enum OwnChildren {
  private static let none: Int32 = 0
  private static let first = Atomic<Int32>(0)
  private static let second = Atomic<Int32>(0)

  /// Makes the memory; before a signal handler is set that calls `endAll`.
  public static func prepare() { _ = (first.load(ordering: .relaxed), second.load(ordering: .relaxed)) }

  /// From now on the program goes with this process. More than two at a time are not kept in mind.
  public static func register(_ identifier: pid_t) {
    if !first.compareExchange(expected: none, desired: identifier, ordering: .sequentiallyConsistent).exchanged {
      _ = second.compareExchange(expected: none, desired: identifier, ordering: .sequentiallyConsistent)
    }
  }

  /// Before the program is waited for: afterwards its number may be another's.
  public static func forget(_ identifier: pid_t) {
    if !first.compareExchange(expected: identifier, desired: none, ordering: .sequentiallyConsistent).exchanged {
      _ = second.compareExchange(expected: identifier, desired: none, ordering: .sequentiallyConsistent)
    }
  }

  /// Ends them at once and waits until they write nothing more.
  public static func endAll() {
    let children = (first.exchange(none, ordering: .relaxed), second.exchange(none, ordering: .relaxed))
    for identifier in [children.0, children.1] where identifier > 0 {
      kill(identifier, SIGKILL)
      waitpid(identifier, nil, 0)
    }
  }
}
