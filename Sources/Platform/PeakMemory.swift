import Foundation

/// The most memory this process has held at once, as Linux counts it (resident, not reserved).
public enum PeakMemory {
  /// Bytes since the process began or since `reset`; nil if the system does not say.
  public static var bytes: Int? {
    guard let text = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8),
      let line = text.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") })
    else { return nil }
    return line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) }.map { $0 * 1024 }
  }

  /// Forgets the peak so far, so that each experiment of one process has its own. Where that is not allowed the peak
  /// stays the process's.
  public static func reset() {
    let descriptor = open("/proc/self/clear_refs", O_WRONLY | O_CLOEXEC)
    if descriptor < 0 { return }
    _ = write(descriptor, "5", 1)  // the kernel's code for "reset the peak resident set size"
    close(descriptor)
  }
}
