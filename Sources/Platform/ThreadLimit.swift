import Foundation
import Synchronization

/// How many threads this process can have, under the limits on processes (`ulimit -u`, `pids.max` of a control group)
/// and on address space; one where there is no `/proc`.
///
/// Dispatch, Foundation and OpenBLAS wait for ever for a thread that the system does not give them. So threads are
/// asked of the system here before anything is built on them.
public enum ThreadLimit {
  /// Threads that were there at the same time already, and, once some were refused, the most that will be used.
  private static let found = Mutex<(made: Int, most: Int)>((0, hasThreadsListed() ? .max : 1))

  /// Dispatch counts once a second which of its threads run, by `/proc`, and crashes where it does not find one.
  private static func hasThreadsListed() -> Bool { access("/proc/\(getpid())/stat", R_OK) == 0 }

  /// The most threads that a computation was granted so far.
  static var granted: Int { found.withLock { max(1, $0.made) } }

  /// More than that no computation gets, unless the machine has more processors.
  private static let useful = max(256, ProcessInfo.processInfo.activeProcessorCount)

  /// As many of `wanted` threads as a computation can have; at least 1, the calling thread.
  ///
  /// - Complexity: the first time for a number, some 20 µs a thread; then O(1).
  public static func allowing(_ wanted: Int) -> Int {
    guard wanted > 1 else { return 1 }
    return found.withLock { found in
      let wanted = min(wanted, found.most, useful)
      guard wanted > found.made else { return wanted }
      // Its workers, those of Dispatch and those of OpenBLAS, and one or two for display.
      let room = AddressSpace.room.map(AddressSpace.threads) ?? .max
      let asked = 2 * min(wanted, room) + 2
      let made = probe(asked)
      if made == asked, wanted <= room {
        found.made = wanted
        return wanted
      }
      found.most = max(1, min(room, (made - 2) / 2))
      found.made = found.most
      return found.most
    }
  }

  /// Makes threads that wait for each other and end; gives how many the system allowed.
  package static func probe(_ count: Int) -> Int {
    let gate = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    pthread_mutex_init(gate, nil)
    defer {
      pthread_mutex_destroy(gate)
      gate.deallocate()
    }
    pthread_mutex_lock(gate)
    var threads: [pthread_t] = []
    while threads.count < count {
      var thread = pthread_t()
      let failure = pthread_create(
        &thread, nil,
        { gate in
          let gate = gate?.assumingMemoryBound(to: pthread_mutex_t.self)
          if let gate {
            pthread_mutex_lock(gate)
            pthread_mutex_unlock(gate)
          }
          return nil
        }, gate)
      if failure != 0 { break }
      threads.append(thread)
    }
    pthread_mutex_unlock(gate)
    for thread in threads { pthread_join(thread, nil) }
    return threads.count
  }
}
