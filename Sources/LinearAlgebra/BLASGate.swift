import CElementary
import COpenBLAS
import Foundation
import Platform
import Synchronization

/// Lets calls into OpenBLAS run at the same time as long as they want the same number of threads.
///
/// A call that wants another number closes the gate to new ones, waits for those inside, sets the number and opens the
/// gate again with itself inside; others that want to change it meanwhile queue up. So nobody starves: the one that
/// changes waits for finitely many calls, and a call that is let in ends by itself.
///
/// Calls are counted in seats of their own cache lines, one or few threads to a seat, so that many workers with small
/// products do not meet on one number.
final class BLASGate: @unchecked Sendable {
  static let ofProcess = BLASGate()

  /// What OpenBLAS chose when it was loaded.
  let threadsAtStart: Int

  /// The number that OpenBLAS is set to; `closed` while that changes. Written only under `change`.
  private let threads: Atomic<Int>
  private let change = Mutex(())
  private let seats: UnsafeMutablePointer<Seat>

  private static let closed = 0
  private static let seatCount = 64

  /// The calls inside that came in by this seat; fills a cache line.
  private struct Seat: ~Copyable {
    let calls = Atomic<Int>(0)
    private let padding: (Int, Int, Int, Int, Int, Int, Int) = (0, 0, 0, 0, 0, 0, 0)
  }

  private init() {
    threadsAtStart = Int(openblas_get_num_threads())
    threads = Atomic(threadsAtStart)
    seats = .allocate(capacity: Self.seatCount)
    for index in 0..<Self.seatCount { (seats + index).initialize(to: Seat()) }
  }

  /// Waits until a call on `wanted` threads may begin.
  /// - Returns: the seat, to be given back when the call has ended.
  func enter(threads wanted: Int) -> Int {
    let seat = Self.seatOfThisThread
    // First in and then the look: whoever closes the gate looks at the seats afterwards. Sequentially consistent on
    // both sides, so that one of the two sees the other.
    seats[seat].calls.wrappingAdd(1, ordering: .sequentiallyConsistent)
    if threads.load(ordering: .sequentiallyConsistent) == wanted { return seat }
    leave(seat)
    change.withLock { _ in
      if threads.load(ordering: .relaxed) != wanted {
        threads.store(Self.closed, ordering: .sequentiallyConsistent)
        waitUntilEmpty()
        // OpenBLAS would wait for ever for threads that the system does not give, and makes 64 at most.
        openblas_set_num_threads(Int32(wanted <= threadsAtStart ? wanted : ThreadLimit.allowing(min(wanted, 64))))
      }
      // Nobody else closes the gate before this lock is free.
      seats[seat].calls.wrappingAdd(1, ordering: .sequentiallyConsistent)
      threads.store(wanted, ordering: .sequentiallyConsistent)
    }
    return seat
  }

  func leave(_ seat: Int) { seats[seat].calls.wrappingSubtract(1, ordering: .sequentiallyConsistent) }

  /// A call may take a microsecond or minutes.
  private func waitUntilEmpty() {
    var turns = 0
    for seat in 0..<Self.seatCount {
      while seats[seat].calls.load(ordering: .sequentiallyConsistent) > 0 {
        turns += 1
        if turns < 2000 {
          elementary_pause()
        } else if turns < 2200 {
          sched_yield()
        } else {
          usleep(100)
        }
      }
    }
  }

  /// A thread's identifier is the address of its stack's end, a multiple of the page size: spread by the golden ratio.
  private static var seatOfThisThread: Int {
    let page = UInt64(pthread_self() >> 12)
    return Int((page &* 0x9E37_79B9_7F4A_7C15) >> 58)
  }
}
