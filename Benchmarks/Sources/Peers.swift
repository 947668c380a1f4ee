import Foundation
import LinearAlgebra

/// Scripts in `peers/` that compute the same with other software, on the same machine in the same run.
struct Peers: Sendable {
  let python: String
  let folder: String

  struct Failed: Error, CustomStringConvertible {
    let description: String
  }

  /// The seconds that `script` prints as its last word, of the second call: compilation is not counted against it.
  func seconds(_ script: String, _ arguments: [String]) throws -> Double {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: python)
    process.arguments = ["\(folder)/\(script)"] + arguments
    process.standardOutput = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0, let last = text.split(whereSeparator: \.isWhitespace).last,
      let seconds = Double(last)
    else { throw Failed(description: "\(script) failed (status \(process.terminationStatus)): \(text.suffix(200))") }
    return seconds
  }

  /// Runs a command to its end.
  static func run(_ command: URL, _ arguments: [String]) throws {
    let process = Process()
    (process.executableURL, process.arguments) = (command, arguments)
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw Failed(description: "\(command.lastPathComponent) failed (status \(process.terminationStatus))")
    }
  }
}
