import ArgumentParser
import Failures
import Foundation
import Suite

/// How errors leave the tool: one line on standard error, and the exit status that `Failure` defines.
enum ToolError {
  static func exit(with error: any Error) -> Never {
    let parserStatus = Tool.exitCode(for: error)
    if error is any Failure || parserStatus == .failure {
      let description = ErrorDescription(error)
      leave(description.exitStatus, saying: "Error: \(description.message)")
    }
    // Help, version and wrong arguments: the parser knows what to print; its status for wrong arguments is 64 too.
    Tool.exit(withError: error)
  }

  /// Ends the process with a status that is no error of its own, such as a verdict that failed.
  static func leave(_ status: ExitStatus, saying line: String? = nil) -> Never {
    if let line { try? FileHandle.standardError.write(contentsOf: Data((line + "\n").utf8)) }
    Foundation.exit(status.rawValue)
  }
}
