import Foundation
import Platform
import Synchronization

/// What of a factor on disk is finished, as lines of text that are on the disk before anything relies on them.
///
///     widelimit panels 1
///     identity 3f2a…
///     order 66000 width 4096
///     attempt 0
///     panel 0 9c1185a5c5e9fc54
///
/// An attempt is a shift of the diagonal: its first panel comes after the last line `attempt`. A panel that was damaged
/// and computed again has a second line, which takes back those of all later ones. The last line of a killed run may be
/// torn; a line without its end is cut off.
final class PanelLedger: Sendable {
  struct State: Equatable {
    var attempt = 0
    /// Of the finished panels, in order.
    var checksums: [UInt64] = []
  }

  let layout: PanelLayout
  private let path: String
  private let descriptor: Int32
  private let known: Mutex<State>

  static let firstLine = "widelimit panels 1"

  var state: State { known.withLock { $0 } }

  /// Begins a ledger.
  init(_ path: String, identity: String, layout: PanelLayout) throws {
    (self.path, self.layout) = (path, layout)
    known = Mutex(State())
    descriptor = try FileSystem.open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_APPEND, "create it")
    try add("\(Self.firstLine)\nidentity \(identity)\norder \(layout.order) width \(layout.width)\nattempt 0\n")
  }

  /// Goes on with the ledger of a former run; nil if there is none of this identity and order.
  ///
  /// - Throws: `FileFailure.isNotOwn` for a file that is no ledger.
  init?(reading path: String, identity: String, order: Int) throws {
    guard let data = FileManager.default.contents(atPath: path) else { return nil }
    let text = String(decoding: data, as: UTF8.self)
    guard text.isEmpty || text.hasPrefix(Self.firstLine) || Self.firstLine.hasPrefix(text) else {
      throw FileFailure.isNotOwn(path: path, meant: "ledger")
    }
    let whole = text.lastIndex(of: "\n").map { text[...$0] } ?? ""
    let lines = whole.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
    guard lines.count > 2, lines[1] == ["identity", identity], lines[2].count == 4, Int(lines[2][1]) == order,
      let width = Int(lines[2][3]), width > 0
    else { return nil }
    (self.path, layout) = (path, PanelLayout(order: order, width: width))
    known = Mutex(lines.dropFirst(3).reduce(into: State()) { $0.read($1) })
    descriptor = try FileSystem.open(path, O_RDWR | O_NOFOLLOW | O_APPEND, "open it")
    if ftruncate(descriptor, off_t(whole.utf8.count)) != 0 {
      throw FileFailure.operatingSystem(path, "write it", errno)
    }
  }

  deinit { close(descriptor) }

  func finish(panel: Int, checksum: UInt64) throws {
    try add("panel \(panel) \(String(checksum, radix: 16))\n")
    known.withLock { $0.checksums = $0.checksums.prefix(panel) + [checksum] }
  }

  func begin(attempt: Int) throws {
    try add("attempt \(attempt)\n")
    known.withLock { $0 = State(attempt: attempt) }
  }

  /// Panels from `panel` on are not as they were written. Nothing is said of it in the file: whoever reads that sees as
  /// much.
  func forget(from panel: Int) { known.withLock { $0.checksums.removeSubrange(panel...) } }

  private func add(_ text: String) throws {
    let bytes = Array(text.utf8)
    guard write(descriptor, bytes, bytes.count) == bytes.count, fsync(descriptor) == 0 else {
      throw FileFailure.operatingSystem(path, "write it", errno)
    }
  }
}

extension PanelLedger.State {
  fileprivate mutating func read(_ words: [String]) {
    switch (words.first, words.count) {
    case ("attempt", 2):
      if let number = Int(words[1]) { self = Self(attempt: number) }
    case ("panel", 3):
      guard let panel = Int(words[1]), let sum = UInt64(words[2], radix: 16), panel <= checksums.count else { return }
      checksums = checksums.prefix(panel) + [sum]
    default: return
    }
  }
}
