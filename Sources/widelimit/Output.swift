import Foundation
import Suite

/// Standard output. Unlike `Swift.print` it notices a full disk.
enum Output {
  /// Writes `text` and a newline.
  ///
  /// - Throws: `SystemFailure` if that fails. A reader that closed the pipe has what it wanted.
  static func print(_ text: String) throws {
    var rest = Array((text + "\n").utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { write(STDOUT_FILENO, $0.baseAddress, $0.count) }
      if count < 0 {
        if errno == EINTR { continue }
        if errno == EPIPE { return }
        throw SystemFailure(errno, subject: "standard output")
      }
      rest = rest.dropFirst(count)
    }
  }
}
