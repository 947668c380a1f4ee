import Foundation
import Testing

/// A job of several ranks as users start it, in a folder of its own. The programs lie beside the one that runs the
/// tests.
final class Job: Sendable {
  struct Outcome {
    let status: Int32
    let output: String
    let errors: String

    /// The errors without what mpirun itself says about a rank's status.
    var ownErrors: [String] {
      errors.split(separator: "\n").map(String.init).filter { $0.hasPrefix("Error:") || $0.hasPrefix("Warning:") }
    }
  }

  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(
      path: "widelimit-cluster-\(UUID().uuidString)", directoryHint: .isDirectory)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  static func program(_ name: String) -> String {
    URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent().appending(path: name).path
  }

  func path(_ name: String) -> String { folder.appending(path: name).path }

  /// Runs `program` on so many ranks, or by itself on 0, to its end.
  func run(_ program: String, ranks: Int, _ arguments: [String] = []) throws -> Outcome {
    let process = try start(program, ranks: ranks, arguments)
    process.waitUntilExit()
    return Outcome(
      status: process.terminationStatus, output: try String(contentsOfFile: path(".stdout"), encoding: .utf8),
      errors: try String(contentsOfFile: path(".stderr"), encoding: .utf8))
  }

  func start(_ program: String, ranks: Int, _ arguments: [String] = []) throws -> Process {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    // More ranks than processors, and as whoever runs the tests.
    let launcher =
      ranks == 0
      ? []
      : [
        "OMPI_ALLOW_RUN_AS_ROOT=1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1", "mpirun", "-q", "--oversubscribe", "--bind-to",
        "none", "-n", "\(ranks)",
      ]
    process.arguments = launcher + [Self.program(program)] + arguments
    process.currentDirectoryURL = folder
    for name in [".stdout", ".stderr"] { try Data().write(to: folder.appending(path: name)) }
    process.standardOutput = try FileHandle(forWritingTo: folder.appending(path: ".stdout"))
    process.standardError = try FileHandle(forWritingTo: folder.appending(path: ".stderr"))
    process.standardInput = FileHandle.nullDevice
    // A test runs on a thread that has signals blocked, which the launcher would inherit: SIGTERM would not end it.
    var (none, former) = (sigset_t(), sigset_t())
    sigemptyset(&none)
    pthread_sigmask(SIG_SETMASK, &none, &former)
    defer { pthread_sigmask(SIG_SETMASK, &former, nil) }
    try process.run()
    return process
  }

  func write(_ text: String, to name: String) throws { try Data(text.utf8).write(to: folder.appending(path: name)) }
}
