import ArgumentParser
import LinearAlgebra
import Platform

/// How many cores are used.
struct ThreadOptions: ParsableArguments {
  @Option(parsing: .unconditional, help: ArgumentHelp("Threads to use (default: all cores).", valueName: "n"))
  var threads: Int?

  /// As many as the system gives.
  var count: Int { ThreadLimit.allowing(threads ?? Device.current.threads) }

  func validate() throws {
    if let threads, !(1...4096).contains(threads) {
      throw ValidationError("--threads \(threads): give a number from 1 to 4096.")
    }
  }
}
