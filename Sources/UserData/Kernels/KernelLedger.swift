import Dispatch
import Foundation
import Platform
import Synchronization

/// Which tiles of an unfinished kernel are done: a text beside it that only grows, a line a tile.
///
///     widelimit kernel ledger 1: …
///     x1_sha256 5d41…              what the kernel is of (`KernelIdentity`), and how it is cut and called
///     edge 2048
///     file 4f0c1d…
///     boot 8c2e…                   a run began, under this start of the machine
///     tile 0 0 9e3779b97f4a7c15    place in the grid of tiles, and checksum
///     synced 1                     so many tiles, from the first line on, are on the disk and not only on their way
///     lost 0 0                     what is said of this tile before no longer holds
///
/// A tile's data are handed to the operating system before its line is. So after a kill every line holds; after a power
/// failure those before the last `synced`, and the others where the data have the checksum. A last line that was cut
/// short is no line. When the disk refuses data, all behind the last `synced` is cut off: memory may have what the disk
/// has not, so that no checksum would tell, and the system reports it once.
final class KernelLedger: Sendable {
  struct Line: Sendable {
    let row, column: Int
    let checksum: TileChecksum
    /// Whether the data are there without a look.
    var isCertain: Bool
    /// Whether a later line takes it back.
    var isLost = false
  }

  /// What a file says.
  struct Content: Sendable {
    let identity: KernelIdentity
    let edge: Int
    /// By which the file that it is of knows it.
    let token: String
    fileprivate(set) var lines: [Line]
    /// Of the lines that hold.
    fileprivate let bytes: Int
    /// The tiles that are on the disk.
    fileprivate let synced: Mark
  }

  /// Tiles from the first line on, and the place where the next one's line begins.
  fileprivate struct Mark: Sendable {
    var lines = 0
    var bytes = 0
  }

  let url: URL
  private let descriptor: Int32
  private let state: Mutex<State>
  private let queue = DispatchQueue(label: "kernel ledger")

  private struct State {
    var end: Mark
    var synced: Mark
    var lastTime = DispatchTime.now().uptimeNanoseconds
    var isBusy = false
    var errorNumber: Int32 = 0
  }

  private static let title =
    "widelimit kernel ledger 1: the tiles of the file of this name that are done; it goes with the last"

  /// Begins one.
  ///
  /// - Throws: `FileFailure`, also if the name is taken.
  init(creating url: URL, _ identity: KernelIdentity, edge: Int, token: String) throws {
    self.url = url
    descriptor = try FileSystem.open(
      url.relativePath, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_NOFOLLOW, "create it")
    state = Mutex(State(end: Mark(), synced: Mark()))
    try state.withLock { state in
      try write([Self.title] + identity.lines + ["edge \(edge)", "file \(token)", "boot \(Self.boot)"], &state)
      state.synced = state.end
    }
    if fsync(descriptor) != 0 { throw failure("write it to the disk", errno) }
    try FileSystem.synchronise(url.deletingLastPathComponent().relativePath)
  }

  /// Goes on with one.
  ///
  /// - Parameter lost: lines whose data are not there.
  init(continuing url: URL, _ content: Content, lost: [Line]) throws {
    self.url = url
    descriptor = try FileSystem.open(url.relativePath, O_WRONLY | O_APPEND | O_NOFOLLOW, "open it for writing")
    state = Mutex(State(end: Mark(lines: content.lines.count, bytes: content.bytes), synced: content.synced))
    if ftruncate(descriptor, off_t(content.bytes)) != 0 { throw failure("cut its last line", errno) }
    // With what is lost before anything else: the next `synced` is true of what holds.
    try state.withLock { try write(["boot \(Self.boot)"] + lost.map { "lost \($0.row) \($0.column)" }, &$0) }
  }

  deinit { close(descriptor) }

  /// Adds a tile whose data have been handed to the operating system.
  ///
  /// - Throws: `FileFailure`, also if what was written before could not be brought to the disk.
  func append(row: Int, column: Int, _ checksum: TileChecksum) throws {
    try state.withLock { state in
      try requireNoError(state)
      try write(["tile \(row) \(column) \(checksum.text)"], &state)
      state.end.lines += 1
    }
  }

  /// Brings the data to the disk, `seconds` after the last time, while the next tile is computed.
  func synchroniseIfDue(_ data: KernelStore, seconds: Double) {
    let mark: Mark? = state.withLock { state in
      let elapsed = 1e-9 * Double(DispatchTime.now().uptimeNanoseconds - state.lastTime)
      guard !state.isBusy, elapsed > seconds else { return nil }
      state.isBusy = true
      return state.end
    }
    guard let mark else { return }
    let synchronise: @Sendable () -> Void = { [self] in self.synchronise(data, mark) }
    if ThreadLimit.allowing(2) > 1 { queue.async(execute: synchronise) } else { synchronise() }
  }

  /// Waits for what is on its way to the disk.
  ///
  /// - Throws: `FileFailure` if something could not be brought there.
  func wait() throws {
    queue.sync {}
    try state.withLock { try requireNoError($0) }
  }

  /// Brings everything to the disk.
  ///
  /// By the descriptor that the data were written through: it reports what the system found out since it was opened.
  /// - Throws: `FileFailure`, also of an earlier time.
  func finish(_ data: KernelStore) throws {
    try wait()
    synchronise(data, state.withLock { $0.end })
    try wait()
  }

  private func requireNoError(_ state: borrowing State) throws {
    if state.errorNumber != 0 { throw failure("write the kernel to the disk", state.errorNumber) }
  }

  /// - Parameter mark: the end of the ledger before this.
  private func synchronise(_ data: KernelStore, _ mark: Mark) {
    var errorNumber = fsync(data.descriptor) != 0 ? errno : 0
    state.withLock { state in
      if errorNumber == 0 {
        do { try write(["synced \(mark.lines)"], &state) } catch { errorNumber = EIO }
      }
      if errorNumber == 0, fdatasync(descriptor) != 0 { errorNumber = errno }
      if errorNumber == 0 {
        state.synced = mark
      } else if ftruncate(descriptor, off_t(state.synced.bytes)) != 0 {
        unlink(url.relativePath)
      } else {
        state.end = state.synced
        // Else the next run looks at all of them after a power failure.
        try? write(["synced \(state.synced.lines)"], &state)
      }
      (state.isBusy, state.errorNumber) = (false, errorNumber)
      state.lastTime = DispatchTime.now().uptimeNanoseconds
    }
  }

  /// In one piece: a kill cuts at most the last line.
  private func write(_ lines: [String], _ state: inout State) throws {
    let text = lines.map { $0 + "\n" }.joined()
    let count = text.utf8.count
    let written = Array(text.utf8).withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, count) }
    if written != count { throw failure("write it", written < 0 ? errno : ENOSPC) }
    state.end.bytes += count
  }

  private func failure(_ action: String, _ errorNumber: Int32) -> any Error {
    FileFailure.operatingSystem(url.relativePath, action, errorNumber)
  }

  /// Another after each start of the machine; what is not known is another each time.
  private static let boot: String = {
    let text = try? String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8)
    let id = text?.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
    return id.isEmpty ? "unknown-\(UInt64.random(in: .min ... .max))" : id
  }()

  /// What the ledger at `url` says; nil: there is none, or it breaks off in its head.
  ///
  /// - Throws: `KernelPartsFailure.notOwn` for what is no ledger; `FileFailure`.
  static func read(_ url: URL) throws -> Content? {
    var information = stat()
    guard lstat(url.relativePath, &information) == 0 else { return nil }
    guard information.st_mode & S_IFMT == S_IFREG else { throw KernelPartsFailure.notOwn(file: url.relativePath) }
    let data: Data
    do { data = try Data(contentsOf: url) } catch {
      throw FileFailure.operatingSystem(url.relativePath, "read it", EIO)
    }
    // A kill may have left the beginning of the first line.
    let first = Array((title + "\n").utf8)
    guard data.starts(with: first) else {
      if first.starts(with: data) { return nil }
      throw KernelPartsFailure.notOwn(file: url.relativePath)
    }
    return parse(data)
  }

  private static func parse(_ data: Data) -> Content? {
    var head: [String: String] = [:]
    var lines: [Line] = []
    var (bytes, synced, isOfThisBoot) = (0, 0, false)
    /// Where the line of each tile ends with all before the next one's.
    var ends = [0]
    var rest = data[...]
    loop: while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
      guard let text = String(validating: rest[..<end], as: UTF8.self) else { break }
      let words = text.split(separator: " ", omittingEmptySubsequences: false)
      switch words.first {
      case "boot" where words.count == 2: isOfThisBoot = words[1] == boot
      case "tile":
        guard words.count == 4, let row = Int(words[1]), let column = Int(words[2]),
          let checksum = TileChecksum(words[3])
        else { break loop }
        lines.append(Line(row: row, column: column, checksum: checksum, isCertain: isOfThisBoot))
        ends.append(0)
      case "synced":
        guard words.count == 2, let count = Int(words[1]), 0...lines.count ~= count else { break loop }
        for k in 0..<count { lines[k].isCertain = true }
        synced = max(synced, count)
      case "lost":
        guard words.count == 3, let row = Int(words[1]), let column = Int(words[2]) else { break loop }
        for k in lines.indices where lines[k].row == row && lines[k].column == column { lines[k].isLost = true }
      case "widelimit": break
      default:
        guard lines.isEmpty, words.count >= 2 else { break loop }
        head[String(words[0])] = words.dropFirst().joined(separator: " ")
      }
      rest = rest[rest.index(after: end)...]
      bytes = rest.startIndex - data.startIndex
      ends[lines.count] = bytes
    }
    guard let identity = KernelIdentity({ head[$0] }), let edge = head["edge"].flatMap({ Int($0) }), edge > 0,
      let token = head["file"], edge <= 1 << 31
    else { return nil }
    return Content(
      identity: identity, edge: edge, token: token, lines: lines, bytes: bytes,
      synced: Mark(lines: synced, bytes: ends[synced]))
  }
}
