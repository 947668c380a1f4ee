/// The control groups that limit this process's memory, as containers and schedulers set them.
///
/// A limit holds for a group and everything below it, so the groups up to the root are all asked and the one that
/// leaves least counts.
public struct ControlGroups: Sendable {
  /// A limit in bytes, and how much of it is used (without what the kernel gives back when asked: the file cache).
  public struct Memory: Sendable, Equatable {
    public let limit: Int
    public let used: Int
  }

  private let unifiedPath: String?
  private let memoryControllerPath: String?

  /// - Parameter membership: the text of `/proc/self/cgroup`, lines of `hierarchy:controllers:path`.
  public init(membership: String) {
    var unified: String?
    var memory: String?
    for line in membership.split(separator: "\n") {
      let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
      guard fields.count == 3 else { continue }
      if fields[0] == "0" && fields[1].isEmpty { unified = fields[2] }
      if fields[1].split(separator: ",").contains("memory") { memory = fields[2] }
    }
    (unifiedPath, memoryControllerPath) = (unified, memory)
  }

  /// The tightest memory limit of all groups this process is in; `nil` if there is none. `read` gives a file's text.
  public func memory(read: (String) -> String?) -> Memory? {
    var found: [Memory] = []
    if let path = unifiedPath {
      for group in Self.ancestry(of: path) {
        found += Self.memory(
          limit: read("/sys/fs/cgroup\(group)/memory.max"), usage: read("/sys/fs/cgroup\(group)/memory.current"),
          cache: Self.value(of: "inactive_file", in: read("/sys/fs/cgroup\(group)/memory.stat")))
      }
    }
    if let path = memoryControllerPath {
      for group in Self.ancestry(of: path) {
        let folder = "/sys/fs/cgroup/memory\(group)"
        found += Self.memory(
          limit: read("\(folder)/memory.limit_in_bytes"), usage: read("\(folder)/memory.usage_in_bytes"),
          cache: Self.value(of: "total_inactive_file", in: read("\(folder)/memory.stat")))
      }
    }
    return found.min { $0.limit - $0.used < $1.limit - $1.used }
  }

  /// "/a/b" → "/a/b", "/a", "" (the root; inside a container the root is the container's own group).
  private static func ancestry(of path: String) -> [String] {
    let parts = path.split(separator: "/")
    return (0...parts.count).reversed().map { count in parts[..<count].map { "/" + $0 }.joined() }
  }

  private static func memory(limit: String?, usage: String?, cache: Int?) -> [Memory] {
    guard let limit = limit.flatMap(integer), let usage = usage.flatMap(integer) else { return [] }
    // "max", and version 1's way of saying so: the largest multiple of a page.
    guard limit < Int.max / 2 else { return [] }
    return [Memory(limit: limit, used: max(0, usage - (cache ?? 0)))]
  }

  private static func integer(_ text: String) -> Int? {
    Int(text.split(whereSeparator: \.isWhitespace).first.map(String.init) ?? "")
  }

  private static func value(of key: String, in text: String?) -> Int? {
    text?.split(separator: "\n").first { $0.hasPrefix(key + " ") }.flatMap { Int($0.dropFirst(key.count + 1)) }
  }
}
