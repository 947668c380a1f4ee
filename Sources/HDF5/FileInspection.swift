import CHDF5
import Failures
import Foundation
import Platform
import Synchronization

/// Has a file looked at by another process before this one opens it: on some damaged files the library crashes or never
/// ends, and then only that process is lost.
///
/// The command-line tool installs it with itself as the other process (`FileInspector`), the C interface's library with
/// the tool; the Swift library has none unless the program installs one. A file is looked at once, as long as its size
/// and time do not change; many are looked at by one process.
public final class FileInspection: Sendable {
  private static let current = Mutex<FileInspection?>(nil)

  @TaskLocal private static var ofThisCall: FileInspection?

  /// What looks at files before they are opened for reading: that of the innermost `run` around this call, or the
  /// program's.
  public static var installed: FileInspection? { ofThisCall ?? current.withLock { $0 } }

  public static func install(_ inspection: FileInspection?) { current.withLock { $0 = inspection } }

  /// Does work whose files it looks at, and nobody else's.
  public func run<R>(_ body: () throws -> R) rethrows -> R {
    try Self.$ofThisCall.withValue(self, operation: body)
  }

  private let command: [String]
  private let seconds: Double
  private let isRequired: Bool
  /// Whether the user asked for the end.
  let isInterrupted: @Sendable () -> Bool
  private let known = Mutex<Set<String>>([])

  /// - Parameters:
  ///   - command: a program and its arguments; the paths of the files are added. For each it prints
  ///     `FileInspector.begun` before it opens the file, `.goesOn` as often as it read a part, and `.ended` after.
  ///   - seconds: the time without a sign of life, beside what the file's size needs at 20 MB/s.
  ///   - isRequired: whether no file is opened where no process can be started. Otherwise it is opened without.
  ///   - isInterrupted: whether the user asked for the end; asked ten times a second.
  public init(
    command: [String], seconds: Double = 5, isRequired: Bool = true,
    isInterrupted: @escaping @Sendable () -> Bool = { false }
  ) {
    (self.command, self.seconds, self.isRequired, self.isInterrupted) = (command, seconds, isRequired, isInterrupted)
  }

  /// - Throws: `HDF5Failure.damaged` if the process that opened a file crashed or took too long, `.readerEnded` if it
  ///   was killed, `.noReader` if it could not be started, `.interrupted`.
  /// - Complexity: a new process for every 200 files, some 50 ms, and what the files take to read as far as
  ///   `FileInspector` reads them.
  public func inspect(_ urls: [URL]) throws {
    var waiting: [(url: URL, key: String, bytes: Int)] = []
    for url in urls {
      var information = stat()
      guard stat(url.path, &information) == 0, information.st_mode & S_IFMT == S_IFREG else { continue }
      let time = information.st_mtim
      let key =
        "\(information.st_dev):\(information.st_ino):\(information.st_size):\(time.tv_sec):\(time.tv_nsec)"
      if !known.withLock({ $0.contains(key) }) { waiting.append((url, key, Int(information.st_size))) }
    }
    while !waiting.isEmpty {
      let batch = waiting.prefix(Self.batch)
      do {
        try start(batch.map(\.url), limit: seconds + Double(batch.map(\.bytes).max() ?? 0) / 20e6)
      } catch HDF5Failure.noReader where !isRequired {
        return
      }
      known.withLock { $0.formUnion(batch.map(\.key)) }
      waiting.removeFirst(batch.count)
    }
  }

  /// As many paths as every system takes as arguments.
  private static let batch = 200

  private func start(_ urls: [URL], limit: Double, isRepeated: Bool = false) throws {
    var ends: [Int32] = [-1, -1]
    guard pipe_of_this_process(&ends) == 0 else {
      throw HDF5Failure.noReader(path: urls[0].relativePath, errorNumber: errno)
    }
    defer { close(ends[0]) }
    var process = pid_t()
    let started = spawn(&process, urls.map(\.path), output: ends[1])
    close(ends[1])
    guard started == 0 else { throw HDF5Failure.noReader(path: urls[0].relativePath, errorNumber: started) }
    let told = read(ends[0], files: urls.count, limit: limit)
    kill(process, SIGKILL)
    // Where a program has its children's ends taken by others, nobody tells how this one ended.
    var (status, waited): (Int32, pid_t) = (0, 0)
    repeat { waited = waitpid(process, &status, 0) } while waited < 0 && errno == EINTR
    guard told.ended < urls.count else { return }
    let path = urls[told.ended].relativePath
    switch told.reason {
    case .interrupted: throw HDF5Failure.interrupted(path: path)
    case .late: throw HDF5Failure.damaged(path: path, detail: "reading it did not end within \(Int(limit)) s")
    case .closed:
      if waited < 0 || Self.isFromOutside(status) {
        if !isRepeated { return try start(Array(urls[told.ended...]), limit: limit, isRepeated: true) }
        if waited > 0 { throw HDF5Failure.readerEnded(path: path) }
      }
      if told.begun > told.ended {
        throw HDF5Failure.damaged(path: path, detail: "reading it crashes the HDF5 library")
      }
      // It ended between two files, of what the earlier ones left in it: the others get a fresh one.
      if told.ended > 0 { return try start(Array(urls[told.ended...]), limit: limit) }
      throw HDF5Failure.noReader(path: path, errorNumber: nil)
    }
  }

  /// Whether somebody ended the process that reads: a signal that asks for it (status 130), or the system for want of
  /// memory.
  private static func isFromOutside(_ status: Int32) -> Bool {
    status & 0x7F == SIGKILL || (status & 0x7F == 0 && status >> 8 & 0xFF == ExitStatus.interrupted.rawValue)
  }

  /// - Returns: 0, or an error number.
  private func spawn(_ process: inout pid_t, _ paths: [String], output: Int32) -> Int32 {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    // The standard input stays: the file may be /dev/stdin.
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
    // A group of its own: Ctrl-C is for this process, which then ends the other one.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
    posix_spawnattr_setpgroup(&attributes, 0)
    var words = (command + paths).map { strdup($0) } + [nil]
    defer { words.forEach { free($0) } }
    // One thread starts faster than one for each core, and a crash needs no backtrace.
    let settings = ["OPENBLAS_NUM_THREADS": "1", "SWIFT_BACKTRACE": "enable=no"]
    let environment = ProcessInfo.processInfo.environment.merging(settings) { $1 }
    var pairs = environment.map { strdup("\($0)=\($1)") } + [nil]
    defer { pairs.forEach { free($0) } }
    return posix_spawn(&process, command[0], &actions, &attributes, &words, &pairs)
  }

  /// What the process printed, and why no more.
  private struct Told {
    enum Reason { case closed, late, interrupted }
    var (begun, ended) = (0, 0)
    var reason = Reason.closed
  }

  private func read(_ descriptor: Int32, files: Int, limit: Double) -> Told {
    var told = Told()
    var bytes = [UInt8](repeating: 0, count: 64)
    var end = Date.now.addingTimeInterval(limit)
    while told.ended < files {
      if isInterrupted() {
        told.reason = .interrupted
        return told
      }
      var waited = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      guard poll(&waited, 1, 100) > 0 else {
        // After the look: this process may have been stopped for longer than that (Ctrl-Z).
        if Date.now >= end {
          told.reason = .late
          return told
        }
        continue
      }
      let count = Foundation.read(descriptor, &bytes, bytes.count)
      if count <= 0 { return told }
      let text = String(decoding: bytes.prefix(count), as: UTF8.self)
      told.begun += text.count { String($0) == FileInspector.begun }
      told.ended += text.count { String($0) == FileInspector.ended }
      end = Date.now.addingTimeInterval(limit)
    }
    return told
  }
}
