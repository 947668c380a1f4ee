import CMPI
import Foundation

/// Which files the linear algebra of the ranks comes from.
///
/// ScaLAPACK names libblas.so.3, of which a machine has several and the system's alternatives choose one. This program
/// names OpenBLAS before it, and where two libraries have a function the first one's is called; so whichever is chosen,
/// ScaLAPACK's products are OpenBLAS's.
enum LoadedLibraries {
  static func facts(_ communicator: Communicator) -> [(subject: String, text: String, isWarning: Bool)] {
    let (size, here) = (communicator.size, communicator.ranksOfMachine)
    let version = Communicator.library.prefix { $0 != "," }
    let scalapack = file(of: "pdpotrf_") ?? "not found"
    let used = file(of: "dgemm_") ?? "not found"
    let isFast = isOptimised(used)
    var text = "\(scalapack), on the BLAS of \(used)"
    if let chosen = file(ofLibrary: "libblas.so.3"), !isOptimised(chosen) {
      text += "; by itself it would load the reference BLAS, \(chosen) (update-alternatives --display libblas.so.3)"
    }
    return [
      ("MPI", "\(version), \(size) \(size == 1 ? "rank" : "ranks"), \(here) on this machine", false),
      ("ScaLAPACK", isFast ? text : text + ", which is slow; install libopenblas-pthread-dev", !isFast),
    ]
  }

  private static func isOptimised(_ path: String) -> Bool {
    ["openblas", "mkl", "blis", "atlas"].contains { path.lowercased().contains($0) }
  }

  /// The file whose function is called by this name.
  private static func file(of symbol: String) -> String? {
    guard let address = dlsym(UnsafeMutableRawPointer(bitPattern: 0), symbol) else { return nil }
    return file(at: address)
  }

  /// The file that a library's name leads to, if it is loaded.
  private static func file(ofLibrary name: String) -> String? {
    guard let library = dlopen(name, RTLD_LAZY | RTLD_NOLOAD) else { return nil }
    defer { dlclose(library) }
    guard let address = dlsym(library, "dgemm_"), let path = file(at: address) else { return nil }
    return path
  }

  private static func file(at address: UnsafeRawPointer) -> String? {
    guard let name = mpi_file_at(address) else { return nil }
    return URL(filePath: String(cString: name)).resolvingSymlinksInPath().path
  }
}
