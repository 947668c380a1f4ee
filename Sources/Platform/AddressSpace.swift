import Foundation

/// What limits on address space and data leave a process, as `ulimit -v`, `ulimit -d` and the schedulers that set them
/// have it.
///
/// A limit counts what is mapped and not what is used: stacks, and the buffers of OpenBLAS, which waits for ever for
/// one that it does not get. So these are set aside from the room that there is.
public enum AddressSpace {
  /// Of a thread: its stack, and the buffer that OpenBLAS maps when a thread first calls it.
  static let threadBytes = (8 + 128) << 20
  /// For what a process maps beside its numbers: files, small objects, the stacks of Dispatch and Foundation.
  static let ownBytes = 96 << 20

  /// Bytes that can still be mapped; `nil` without a limit.
  static var room: Int? {
    room(
      limits: [limit(__rlimit_resource_t(RLIMIT_AS.rawValue)), limit(__rlimit_resource_t(RLIMIT_DATA.rawValue))],
      pages: (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? "",
      pageSize: sysconf(Int32(_SC_PAGESIZE)))
  }

  /// - Parameters:
  ///   - limits: of address space and of data, in bytes; `nil`: none.
  ///   - pages: the text of `/proc/self/statm`, whose first number is all that is mapped and whose sixth is data.
  package static func room(limits: [Int?], pages: String, pageSize: Int) -> Int? {
    let words = pages.split(whereSeparator: \.isWhitespace).map { Int($0) ?? 0 }
    return zip(limits, [0, 5]).compactMap { limit, place in
      limit.map { max(0, $0 - (words.count > place ? words[place] * pageSize : 0)) }
    }.min()
  }

  /// Whether there is such a limit.
  public static var isLimited: Bool { room != nil }

  /// What computing on so many threads may take of `room`.
  package static func available(of room: Int, threads: Int) -> Int { max(0, room - ownBytes - threads * threadBytes) }

  /// The threads whose stacks and buffers take no more than half of `room`; at least 1.
  package static func threads(in room: Int) -> Int { max(1, room / 2 / threadBytes) }

  private static func limit(_ kind: __rlimit_resource_t) -> Int? {
    var limit = rlimit()
    guard getrlimit(kind, &limit) == 0, limit.rlim_cur != .max else { return nil }
    return Int(clamping: limit.rlim_cur)
  }
}
