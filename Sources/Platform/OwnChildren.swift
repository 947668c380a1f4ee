import Foundation
import Synchronization

/// The programs that this process has started and that must not go on without it: `endAll` ends them, also from a
/// signal handler.
public enum OwnChildren {
  private static let none: Int32 = 0
  private static let first = Atomic<Int32>(0)
  private static let second = Atomic<Int32>(0)
  private static let starting = Atomic<Int>(0)
  private static let isEnding = Atomic<Bool>(false)

  /// Makes the memory; before a signal handler is set that calls `endAll`.
  public static func prepare() {
    _ = (first.load(ordering: .relaxed), second.load(ordering: .relaxed))
    _ = (starting.load(ordering: .relaxed), isEnding.load(ordering: .relaxed))
  }

  /// Starts a program that goes with this process. More than two at a time are not kept in mind.
  ///
  /// No signal comes between its start and its being kept in mind: this thread gets none meanwhile, and `endAll` on
  /// another thread waits for it.
  ///
  /// - Parameter spawn: starts it with these attributes, by which it gets signals as this thread did.
  /// - Returns: its identifier; nil where `spawn` gave none.
  public static func start(_ spawn: (UnsafePointer<posix_spawnattr_t>) -> pid_t?) -> pid_t? {
    var (all, former, attributes) = (sigset_t(), sigset_t(), posix_spawnattr_t())
    sigfillset(&all)
    pthread_sigmask(SIG_SETMASK, &all, &former)
    defer { pthread_sigmask(SIG_SETMASK, &former, nil) }
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    posix_spawnattr_setsigmask(&attributes, &former)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    starting.wrappingAdd(1, ordering: .sequentiallyConsistent)
    defer { starting.wrappingSubtract(1, ordering: .sequentiallyConsistent) }
    // Nothing is begun any more.
    if isEnding.load(ordering: .sequentiallyConsistent) { return nil }
    guard let identifier = spawn(&attributes) else { return nil }
    if !first.compareExchange(expected: none, desired: identifier, ordering: .sequentiallyConsistent).exchanged {
      _ = second.compareExchange(expected: none, desired: identifier, ordering: .sequentiallyConsistent)
    }
    return identifier
  }

  /// Before the program is waited for: afterwards its number may be another's.
  public static func forget(_ identifier: pid_t) {
    if !first.compareExchange(expected: identifier, desired: none, ordering: .sequentiallyConsistent).exchanged {
      _ = second.compareExchange(expected: identifier, desired: none, ordering: .sequentiallyConsistent)
    }
  }

  /// Ends them at once and waits until they write nothing more.
  public static func endAll() {
    isEnding.store(true, ordering: .sequentiallyConsistent)
    // The start of a program takes milliseconds; a disk that does not answer is not waited for.
    for _ in 0..<2000 where starting.load(ordering: .sequentiallyConsistent) > 0 { usleep(1000) }
    let children = (
      first.exchange(none, ordering: .sequentiallyConsistent), second.exchange(none, ordering: .sequentiallyConsistent)
    )
    for identifier in [children.0, children.1] where identifier > 0 {
      kill(identifier, SIGKILL)
      waitpid(identifier, nil, 0)
    }
  }
}
