import ArgumentParser
import Failures
import Foundation
import Suite
import Synchronization
import Texts
import Work

/// How errors leave the tool: one line on standard error, and the exit status that `Failure` defines.
enum ToolError {
  /// What the program that runs the tool does before it ends.
  static let isLeaving = Mutex<@Sendable (Int32) -> Void>({ _ in })

  static func exit(with error: any Error) -> Never {
    let parserStatus = Tool.exitCode(for: error)
    if error is any Failure || parserStatus == .failure {
      let description = ErrorDescription(error)
      leave(description.exitStatus, saying: "Error: \(description.message)")
    }
    if parserStatus == .validationFailure {
      // What is wrong, and where the right arguments are told: the parser's first line and its last.
      let lines = Tool.fullMessage(for: error).split(whereSeparator: \.isNewline).map {
        $0.trimmingCharacters(in: .whitespaces)
      }
      var problem = lines.first ?? "Error: wrong arguments."
      if problem.hasSuffix(".") { problem.removeLast() }
      let mend = lines.count > 1 ? lines.last.map { "; " + $0.prefix(1).lowercased() + $0.dropFirst() } ?? "" : ""
      leave(.usage, saying: problem + mend)
    }
    // Help and version.
    do {
      try Output.print(Tool.fullMessage(for: error))
      leave(.done)
    } catch {
      exit(with: error)
    }
  }

  /// A line on standard error about what is no error.
  static func warn(_ line: String) {
    try? FileHandle.standardError.write(contentsOf: Data((line.printable(keepsLines: true) + "\n").utf8))
  }

  /// Ends the process with a status that is no error of its own, such as a verdict that failed.
  static func leave(_ status: ExitStatus, saying line: String? = nil) -> Never {
    Signals.end()
    if let line { warn(line) }
    isLeaving.withLock { $0 }(status.rawValue)
    Foundation.exit(status.rawValue)
  }
}
