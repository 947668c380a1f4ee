import Foundation
import Platform
import Suite
import Texts

/// Standard output. Unlike `Swift.print` it notices a full disk.
enum Output {
  /// Writes `text` and a newline; what steers a terminal is shown instead of sent.
  ///
  /// - Throws: `SystemFailure` if that fails. A reader that closed the pipe has what it wanted.
  static func print(_ text: String) throws {
    var rest = Array((text.printable(keepsLines: true) + "\n").utf8)[...]
    while !rest.isEmpty {
      // `errno` is read before anything else can change it.
      let (count, reason) = rest.withUnsafeBytes { bytes in
        let count = write(STDOUT_FILENO, bytes.baseAddress, bytes.count)
        return (count, count < 0 ? errno : 0)
      }
      if count < 0 {
        if reason == EINTR { continue }
        if reason == EAGAIN {
          // Another program that shares the terminal or the pipe has set it to return at once.
          var place = pollfd(fd: STDOUT_FILENO, events: Int16(POLLOUT), revents: 0)
          poll(&place, 1, -1)
          continue
        }
        if reason == EPIPE { return }
        throw SystemFailure(reason, subject: "standard output")
      }
      rest = rest.dropFirst(count)
    }
  }
}
