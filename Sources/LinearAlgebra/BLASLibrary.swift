import COpenBLAS

/// The OpenBLAS that is linked: what it calls itself, which kernel it picked, and how many threads it uses.
public enum BLASLibrary {
  /// The kernel in use, for example "SkylakeX" (AVX-512) or "Haswell" (AVX2, half the speed on an AVX-512 machine).
  public static var core: String { String(cString: openblas_get_corename()) }

  /// Version and build options, for example "OpenBLAS 0.3.21 NO_LAPACKE DYNAMIC_ARCH …".
  public static var configuration: String { String(cString: openblas_get_config()) }

  public static var threads: Int { Int(openblas_get_num_threads()) }

  /// Runs `body` with BLAS on `threads` threads and sets the former number again.
  ///
  /// The number is the process's own, so only the one thread that drives the computation calls this.
  public static func withThreads<R>(_ threads: Int, _ body: () throws -> R) rethrows -> R {
    let former = openblas_get_num_threads()
    openblas_set_num_threads(Int32(threads))
    defer { openblas_set_num_threads(former) }
    return try body()
  }
}
