import Foundation

/// The processor that the suite runs on, as provenance records it.
public enum Processor {
  /// Processors this process may use: those of its affinity, and no more than the processor time that its control
  /// groups allow, rounded up; at least 1. What cannot be read is no limit.
  public static var activeCount: Int {
    func read(_ path: String) -> String? { try? String(contentsOfFile: path, encoding: .utf8) }
    let quota = ControlGroups(membership: read("/proc/self/cgroup") ?? "").processorQuota(read: read)
    return count(affinity: ProcessInfo.processInfo.activeProcessorCount, quota: quota)
  }

  /// Threads worth having on so many processors under a quota of processor time.
  /// - Parameter quota: in processors; nil: none.
  public static func count(affinity: Int, quota: Double?) -> Int {
    guard let quota, quota < Double(affinity) else { return max(1, affinity) }
    return max(1, Int(quota.rounded(.up)))
  }

  /// The model name from `/proc/cpuinfo`, or "unknown".
  public static var modelName: String {
    guard let text = try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8) else { return "unknown" }
    let line = text.split(separator: "\n").first { $0.hasPrefix("model name") }
    return line?.split(separator: ":").last.map { $0.trimmingCharacters(in: .whitespaces) } ?? "unknown"
  }
}
