import Foundation

/// Another process with its words in files, in a process group of its own, so that it is ended with its children.
final class Child {
  /// How a process ended.
  enum End: Equatable {
    case status(Int32)
    case signal(Int32)
  }

  let identifier: pid_t
  private(set) var end: End?

  /// - Parameter folder: where it runs; `output` and `errors` are written as they come.
  init(_ arguments: [String], in folder: URL, output: URL, errors: URL) throws {
    var (actions, attributes) = (posix_spawn_file_actions_t(), posix_spawnattr_t())
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, output.path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    posix_spawn_file_actions_addopen(&actions, 2, errors.path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    let command = ["env", "-C", folder.path] + arguments
    var words = command.map { strdup($0) } + [nil]
    defer { words.forEach { free($0) } }
    var started = pid_t()
    let reason = posix_spawnp(&started, command[0], &actions, &attributes, &words, environ)
    guard reason == 0 else { throw Untidiness("\(arguments[0]): \(String(cString: strerror(reason)))") }
    identifier = started
  }

  /// Whether it has ended; asks the system.
  var hasEnded: Bool {
    if end != nil { return true }
    var status: Int32 = 0
    guard waitpid(identifier, &status, WNOHANG) == identifier else { return false }
    end = status & 0x7F == 0 ? .status(status >> 8 & 0xFF) : .signal(status & 0x7F)
    return true
  }

  func send(_ signal: Int32) { kill(-identifier, signal) }

  /// Waits until it has ended; false if it is still running after `seconds`.
  func wait(seconds: Double) -> Bool {
    let deadline = Clock.now + seconds
    while !hasEnded {
      if Clock.now > deadline { return false }
      usleep(1_000)
    }
    return true
  }

  /// Waits until the program handles signals: as long as the system loads it, no handler of its own can be there.
  func waitForHandlers() {
    let deadline = Clock.now + 10
    while !hasEnded, Clock.now < deadline {
      let status = (try? String(contentsOfFile: "/proc/\(identifier)/status", encoding: .utf8)) ?? ""
      let line = status.split(separator: "\n").first { $0.hasPrefix("SigCgt:") }
      let caught = line?.split(whereSeparator: \.isWhitespace).last.flatMap { UInt64($0, radix: 16) } ?? 0
      if caught & 1 << UInt64(SIGTERM - 1) != 0 { return }
      usleep(1_000)
    }
  }

  func finish() {
    send(SIGKILL)
    while !hasEnded { usleep(1_000) }
  }
}

enum Clock {
  /// Seconds of one monotonic clock.
  static var now: Double { Double(DispatchTime.now().uptimeNanoseconds) * 1e-9 }
}
