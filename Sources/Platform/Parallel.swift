import Dispatch
import Synchronization

/// Work on several cores. Pieces are numbered and independent; which thread takes which piece never changes a result.
public enum Parallel {
  /// Runs `body(piece)` for every piece in `0..<count` on up to `threads` threads (the device's); the next free thread
  /// takes the next piece. After the first error no new piece is begun, and that error is thrown; so is
  /// `EndRequest.Requested` once the end is asked for (`EndRequest`).
  public static func forEach(
    count: Int, threads: Int = Device.current.threads, _ body: @Sendable (Int) throws -> Void
  ) throws {
    try forEach(count: count, threads: threads, scratch: { () }) { piece, _ in try body(piece) }
  }

  /// As `forEach(count:threads:_:)`, with working memory that each thread makes once and keeps from piece to piece.
  ///
  /// The pieces compute on `Device.single`, so that one call of BLAS is one thread's work.
  public static func forEach<Scratch>(
    count: Int, threads: Int = Device.current.threads, scratch: @Sendable () throws -> Scratch,
    _ body: @Sendable (Int, inout Scratch) throws -> Void
  ) throws {
    let next = Atomic<Int>(0)
    let failure = Mutex<(any Error)?>(nil)
    let request = EndRequest.current
    // Dispatch would wait for ever for a thread that it does not get.
    let workers = ThreadLimit.allowing(min(threads, count))
    func perform(_ body: @Sendable (Int) -> Void) {
      if workers == 1 { body(0) } else { DispatchQueue.concurrentPerform(iterations: workers, execute: body) }
    }
    perform { _ in
      Device.single.run {
        do {
          var own = try scratch()
          while true {
            let piece = next.wrappingAdd(1, ordering: .relaxed).oldValue
            if piece >= count { return }
            try request?.check()
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
