import Dispatch
import Synchronization

/// Work on several cores. Pieces are numbered and independent; which thread takes which piece never changes a result.
public enum Parallel {
  /// The cores of this machine that the process may use.
  public static var availableThreads: Int { max(1, Processor.activeCount) }

  /// Runs `body(piece)` for every piece in `0..<count` on up to `threads` threads; the next free thread takes the next
  /// piece. After the first error no new piece is begun, and that error is thrown.
  public static func forEach(
    count: Int, threads: Int = availableThreads, _ body: @Sendable (Int) throws -> Void
  ) throws {
    if threads <= 1 || count <= 1 {
      for piece in 0..<count { try body(piece) }
      return
    }
    let next = Atomic<Int>(0)
    let failure = Mutex<(any Error)?>(nil)
    DispatchQueue.concurrentPerform(iterations: min(threads, count)) { _ in
      while true {
        let piece = next.wrappingAdd(1, ordering: .relaxed).oldValue
        if piece >= count { return }
        do {
          try body(piece)
        } catch {
          failure.withLock { if $0 == nil { $0 = error } }
          next.store(count, ordering: .relaxed)
          return
        }
      }
    }
    if let error = failure.withLock({ $0 }) { throw error }
  }
}
