import Foundation

/// The processor that the suite runs on, as provenance records it.
public enum Processor {
  /// Processors this process may use.
  public static var activeCount: Int { ProcessInfo.processInfo.activeProcessorCount }

  /// The model name from `/proc/cpuinfo`, or "unknown".
  public static var modelName: String {
    guard let text = try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8) else { return "unknown" }
    let line = text.split(separator: "\n").first { $0.hasPrefix("model name") }
    return line?.split(separator: ":").last.map { $0.trimmingCharacters(in: .whitespaces) } ?? "unknown"
  }
}
