import Failures
import Foundation
import Platform
import Synchronization

/// Has a file looked at by another process before this one opens it: on some damaged files the library crashes or never
/// ends, and then only that process is lost.
///
/// The command-line tool installs it with itself as the other process (`FileInspector`); as a library there is none
/// unless the program installs one. A file is looked at once, as long as its size and time do not change. Where no
/// process can be started, files are opened as they are.
public final class FileInspection: Sendable {
  private static let current = Mutex<FileInspection?>(nil)

  /// What looks at files before they are opened for reading.
  public static var installed: FileInspection? { current.withLock { $0 } }

  public static func install(_ inspection: FileInspection?) { current.withLock { $0 = inspection } }

  private let command: [String]
  private let seconds: Double
  private let isInterrupted: @Sendable () -> Bool
  private let known = Mutex<Set<String>>([])

  /// - Parameters:
  ///   - command: a program and its arguments; the path of the file is added. It prints `FileInspector.begun` before it
  ///     opens the file and `FileInspector.ended` after.
  ///   - seconds: the time for a file, beside what its size needs at 20 MB/s.
  ///   - isInterrupted: whether the user asked for the end; asked ten times a second.
  public init(
    command: [String], seconds: Double = 5, isInterrupted: @escaping @Sendable () -> Bool = { false }
  ) {
    (self.command, self.seconds, self.isInterrupted) = (command, seconds, isInterrupted)
  }

  /// - Throws: `HDF5Failure.damaged` if the process that opened the file crashed or took too long, `.readerEnded` if it
  ///   was killed, `.interrupted`.
  /// - Complexity: a new process, some 10 ms, and what the file takes to read as far as `FileInspector` reads it.
  public func inspect(_ url: URL) throws {
    var information = stat()
    guard stat(url.path, &information) == 0 else { return }
    let time = information.st_mtim
    let key =
      "\(information.st_dev):\(information.st_ino):\(information.st_size):\(time.tv_sec):\(time.tv_nsec)"
    if known.withLock({ $0.contains(key) }) { return }
    try start(url, limit: seconds + Double(information.st_size) / 20e6)
    _ = known.withLock { $0.insert(key) }
  }

  private func start(_ url: URL, limit: Double, isRepeated: Bool = false) throws {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return }
    defer { close(ends[0]) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    guard let process = spawn(url.path, output: ends[1]) else {
      close(ends[1])
      return
    }
    close(ends[1])
    let told = read(ends[0], until: Date.now.addingTimeInterval(limit))
    kill(process, SIGKILL)
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 && errno == EINTR {}
    let path = url.relativePath
    switch told {
    case .interrupted: throw HDF5Failure.interrupted(path: path)
    case .late: throw HDF5Failure.damaged(path: path, detail: "reading it did not end within \(Int(limit)) s")
    case .all(let text):
      if text.contains(FileInspector.ended) { return }
      if Self.isFromOutside(status) {
        if !isRepeated { return try start(url, limit: limit, isRepeated: true) }
        throw HDF5Failure.readerEnded(path: path)
      }
      if text.contains(FileInspector.begun) {
        throw HDF5Failure.damaged(path: path, detail: "reading it crashes the HDF5 library")
      }
    }
  }

  /// Whether somebody ended the process that reads: a signal that asks for it (status 130), or the system for want of
  /// memory.
  private static func isFromOutside(_ status: Int32) -> Bool {
    status & 0x7F == SIGKILL || (status & 0x7F == 0 && status >> 8 & 0xFF == ExitStatus.interrupted.rawValue)
  }

  private func spawn(_ path: String, output: Int32) -> pid_t? {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
    // A group of its own: Ctrl-C is for this process, which then ends the other one.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
    posix_spawnattr_setpgroup(&attributes, 0)
    var words = (command + [path]).map { strdup($0) } + [nil]
    defer { words.forEach { free($0) } }
    // One thread starts faster than one for each core, and a crash needs no backtrace.
    let settings = ["OPENBLAS_NUM_THREADS": "1", "SWIFT_BACKTRACE": "enable=no"]
    let environment = ProcessInfo.processInfo.environment.merging(settings) { $1 }
    var pairs = environment.map { strdup("\($0)=\($1)") } + [nil]
    defer { pairs.forEach { free($0) } }
    var process = pid_t()
    return posix_spawn(&process, command[0], &actions, &attributes, &words, &pairs) == 0 ? process : nil
  }

  private enum Told {
    case all(String)
    case late, interrupted
  }

  /// What the process prints until it ends.
  private func read(_ descriptor: Int32, until end: Date) -> Told {
    var text = ""
    var bytes = [UInt8](repeating: 0, count: 64)
    while true {
      if isInterrupted() { return .interrupted }
      var waited = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      guard poll(&waited, 1, 100) > 0 else {
        // After the look: this process may have been stopped for longer than that (Ctrl-Z).
        if Date.now >= end { return .late }
        continue
      }
      let count = Foundation.read(descriptor, &bytes, bytes.count)
      if count <= 0 { return .all(text) }
      text += String(decoding: bytes.prefix(count), as: UTF8.self)
      if text.contains(FileInspector.ended) { return .all(text) }
    }
  }
}
