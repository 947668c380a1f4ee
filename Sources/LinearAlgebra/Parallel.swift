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
    try forEach(count: count, threads: threads, scratch: { () }) { piece, _ in try body(piece) }
  }

  /// As `forEach(count:threads:_:)`, with working memory that each thread makes once and keeps from piece to piece.
  ///
  /// BLAS runs single-threaded in the meantime, so that one call of it is one thread's work.
  public static func forEach<Scratch>(
    count: Int, threads: Int = availableThreads, scratch: @Sendable () throws -> Scratch,
    _ body: @Sendable (Int, inout Scratch) throws -> Void
  ) throws {
    let next = Atomic<Int>(0)
    let failure = Mutex<(any Error)?>(nil)
    BLASLibrary.withThreads(1) {
      DispatchQueue.concurrentPerform(iterations: max(1, min(threads, count))) { _ in
        do {
          var own = try scratch()
          while true {
            let piece = next.wrappingAdd(1, ordering: .relaxed).oldValue
            if piece >= count { return }
            try body(piece, &own)
          }
        } catch {
          failure.withLock { if $0 == nil { $0 = error } }
          next.store(count, ordering: .relaxed)
        }
      }
    }
    if let error = failure.withLock({ $0 }) { throw error }
  }
}
