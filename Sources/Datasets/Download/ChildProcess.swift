import Foundation
import Platform

/// Another program, run without standard input or output and with its complaints in a file.
///
/// Foundation's `Process` learns of the end of a child through a run loop of its own and can miss it; this asks the
/// kernel. It ends with this process.
struct ChildProcess {
  private let identifier: pid_t

  /// Starts `arguments[0]`, looked for along PATH.
  /// - Returns: nil if it cannot be started.
  init?(_ arguments: [String], errors: URL) {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 2, errors.path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    var words = arguments.map { strdup($0) } + [nil]
    defer { words.forEach { free($0) } }
    let started = OwnChildren.start { attributes in
      var started = pid_t()
      return posix_spawnp(&started, arguments[0], &actions, attributes, &words, environ) == 0 ? started : nil
    }
    guard let started else { return nil }
    identifier = started
  }

  /// The exit status once the program has ended (128 + its number for a signal), nil before.
  func exitStatus() -> Int32? {
    var information = siginfo_t()
    let seen = waitid(P_PID, id_t(identifier), &information, WEXITED | WNOHANG | WNOWAIT)
    if seen == 0, information.si_signo == 0 { return nil }
    OwnChildren.forget(identifier)
    var status: Int32 = 0
    let ended = waitpid(identifier, &status, WNOHANG)
    if ended == 0 || (ended < 0 && errno == EINTR) { return nil }
    if ended < 0 { return 127 }
    let signal = status & 0x7f
    return signal == 0 ? (status >> 8) & 0xff : 128 + signal
  }

  func terminate() { kill(identifier, SIGTERM) }
}
