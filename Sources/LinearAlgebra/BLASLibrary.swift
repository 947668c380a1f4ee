import COpenBLAS
import Platform

/// The OpenBLAS that is linked: what it calls itself, which kernel it picked, and how its calls get their threads.
public enum BLASLibrary {
  /// The kernel in use, for example "SkylakeX" (AVX-512) or "Haswell" (AVX2, half the speed on an AVX-512 machine).
  public static var core: String { String(cString: openblas_get_corename()) }

  /// Version and build options, for example "OpenBLAS 0.3.21 NO_LAPACKE DYNAMIC_ARCH …".
  public static var configuration: String { String(cString: openblas_get_config()) }

  /// The threads that a call made here runs on, as the library itself says during one.
  public static var threads: Int { call { Int(openblas_get_num_threads()) } }

  /// Makes one call into BLAS or LAPACK on `Device.current`'s number of threads. Every call of the process passes here.
  ///
  /// OpenBLAS has one number of threads for the process, reads it at the start of a call (LAPACK's drivers again and
  /// again) and splits its sums by it. So the number must stand from a call's start to its end, whatever other threads
  /// do. It is held for a call and not for a whole computation: held longer, a worker that wants 1 would wait for the
  /// run that wants n and that itself waits for the worker. A call waits for nothing but its own arithmetic, therefore
  /// whoever waits for it here is let in, and calls of one number (all workers of a parallel loop) go in side by side.
  ///
  /// - Parameter body: that one call. It must end by itself: not come back here, nor wait for another thread that does.
  /// - Complexity: some 20 ns; where calls of several numbers meet, each waits for those of another that are under way.
  public static func call<R>(_ body: () -> R) -> R {
    let gate = BLASGate.ofProcess
    let seat = gate.enter(threads: Device.current.blasThreads ?? gate.threadsAtStart)
    defer { gate.leave(seat) }
    return body()
  }
}
