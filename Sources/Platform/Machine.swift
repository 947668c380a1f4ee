import Foundation

/// What this machine has to offer a run now: memory, disk and cores.
public struct Machine: Sendable {
  /// Bytes that can be allocated without swapping, under the limits of the control groups and of the process too.
  public let availableMemoryBytes: Int
  public let totalMemoryBytes: Int

  public init(availableMemoryBytes: Int, totalMemoryBytes: Int) {
    (self.availableMemoryBytes, self.totalMemoryBytes) = (availableMemoryBytes, totalMemoryBytes)
  }

  /// Reads `/proc/meminfo`, the memory controllers (versions 1 and 2) of this process and its limits on address space.
  /// What cannot be read is no limit.
  public static func current() -> Machine {
    let meminfo = MemoryInformation(text: read("/proc/meminfo") ?? "")
    let group = ControlGroups(membership: read("/proc/self/cgroup") ?? "").memory(read: read)
    let threads = max(Device.current.threads, ThreadLimit.granted)
    let mapped = AddressSpace.room.map { AddressSpace.available(of: $0, threads: threads) }
    return Machine(
      availableMemoryBytes: min(
        meminfo.available ?? .max, group.map { max(0, $0.limit - $0.used) } ?? .max, mapped ?? .max),
      totalMemoryBytes: min(meminfo.total ?? .max, group?.limit ?? .max))
  }

  /// Bytes an ordinary user may still write below `directory`, which need not exist yet.
  public static func availableDiskBytes(at directory: URL) -> Int? {
    var path = directory.standardizedFileURL
    var information = statvfs()
    while statvfs(path.path, &information) != 0 {
      if errno != ENOENT || path.pathComponents.count <= 1 { return nil }
      path.deleteLastPathComponent()
    }
    return Int(clamping: information.f_bavail.multipliedReportingOverflow(by: UInt(information.f_frsize)).partialValue)
  }

  private static func read(_ path: String) -> String? { try? String(contentsOfFile: path, encoding: .utf8) }
}

/// `MemTotal` and `MemAvailable` of `/proc/meminfo`, in bytes.
struct MemoryInformation {
  var total: Int?
  var available: Int?

  init(text: String) {
    for line in text.split(separator: "\n") {
      let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" })
      guard words.count >= 2, let kibibytes = Int(words[1]) else { continue }
      if words[0] == "MemTotal:" { total = kibibytes * 1024 }
      if words[0] == "MemAvailable:" { available = kibibytes * 1024 }
    }
  }
}
