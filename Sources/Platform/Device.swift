/// What a computation runs on: so many threads for its pieces, and so many for one call into BLAS.
///
/// A run owns its device and computes inside `run`; what is called from there reads `current`. The setting belongs to
/// that call and what it calls, on that thread: two computations of one process, each with its device, do not see each
/// other's. (OpenBLAS has one number for the whole process; how its calls get theirs nevertheless is LinearAlgebra's
/// `BLASLibrary.call`.)
///
/// The workers of `Parallel` and `WorkerTeam` compute on `single`, so that one call of BLAS is one worker's work and
/// work inside of work begins no further threads by itself. Any other new thread begins on `machine`.
public struct Device: Sendable, Hashable {
  /// Threads that share the pieces of a computation, where its caller names no other number.
  public let threads: Int
  /// Threads of one call into BLAS, which decide how its sums are split and hence the last bits of its results; nil
  /// leaves the number that the library chose when it was loaded.
  public let blasThreads: Int?

  /// - Parameters:
  ///   - threads: at least 1 is used.
  ///   - blasThreads: by default `threads`; at least 1 is used.
  public init(threads: Int, blasThreads: Int? = nil) {
    self.threads = max(1, threads)
    self.blasThreads = max(1, blasThreads ?? threads)
  }

  private init(allOf processors: Int) { (threads, blasThreads) = (ThreadLimit.allowing(processors), nil) }

  /// One thread for everything.
  public static let single = Device(threads: 1)

  /// All processors that this process may use, as far as it can have threads for them, and BLAS as it came up
  /// (OPENBLAS_NUM_THREADS counts).
  public static let machine = Device(allOf: Processor.activeCount)

  @TaskLocal private static var ofThisCall: Device?

  /// The device of the innermost `run` around this call, `single` in a worker, `machine` otherwise.
  public static var current: Device { ofThisCall ?? machine }

  /// Computes on this device and is back on the former afterwards.
  ///
  /// Nested as deep as wanted: nothing is waited for and nothing locked here.
  public func run<R>(_ body: () throws -> R) rethrows -> R {
    try Self.$ofThisCall.withValue(self, operation: body)
  }
}
