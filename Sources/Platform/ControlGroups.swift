/// The control groups that limit this process's memory and processors, as containers and schedulers set them.
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
  private let processorControllerPath: String?

  /// - Parameter membership: the text of `/proc/self/cgroup`, lines of `hierarchy:controllers:path`.
  public init(membership: String) {
    var unified: String?
    var memory: String?
    var processor: String?
    for line in membership.split(separator: "\n") {
      let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
      guard fields.count == 3 else { continue }
      if fields[0] == "0" && fields[1].isEmpty { unified = fields[2] }
      let controllers = fields[1].split(separator: ",")
      if controllers.contains("memory") { memory = fields[2] }
      if controllers.contains("cpu") { processor = fields[2] }
    }
    (unifiedPath, memoryControllerPath, processorControllerPath) = (unified, memory, processor)
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

  /// The least processor time that a group of this process may use, in processors (1.5: three seconds in two); `nil` if
  /// there is no such quota. `read` gives a file's text.
  public func processorQuota(read: (String) -> String?) -> Double? {
    var found: [Double?] = []
    if let path = unifiedPath {
      for group in Self.ancestry(of: path) {
        // "max 100000" or "150000 100000": time and period in microseconds.
        let words = (read("/sys/fs/cgroup\(group)/cpu.max") ?? "").split(whereSeparator: \.isWhitespace)
        if words.count == 2 { found.append(Self.quota(String(words[0]), String(words[1]))) }
      }
    }
    if let path = processorControllerPath {
      for group in Self.ancestry(of: path) {
        // Of version 1 the controller lies under its own name, often a link, or under that of the pair.
        for folder in ["/sys/fs/cgroup/cpu\(group)", "/sys/fs/cgroup/cpu,cpuacct\(group)"] {
          found.append(Self.quota(read("\(folder)/cpu.cfs_quota_us"), read("\(folder)/cpu.cfs_period_us")))
        }
      }
    }
    return found.compactMap { $0 }.min()
  }

  /// "max" and version 1's −1 are no quota.
  private static func quota(_ time: String?, _ period: String?) -> Double? {
    guard let time = time.flatMap(integer), let period = period.flatMap(integer), time > 0, period > 0 else {
      return nil
    }
    return Double(time) / Double(period)
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
