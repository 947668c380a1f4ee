import Foundation
import LinearAlgebra
import Platform

/// What a figure depends on besides the code.
enum Machine {
  static var description: String {
    let load = (try? String(contentsOfFile: "/proc/loadavg", encoding: .utf8))?.split(separator: " ").first ?? "?"
    return "\(Processor.modelName), \(Processor.activeCount) cores, OpenBLAS \(BLASLibrary.core), load average \(load)"
  }

  static var warnings: [String] {
    var warnings: [String] = []
    if let core = ProcessInfo.processInfo.environment["OPENBLAS_CORETYPE"] {
      warnings.append("OPENBLAS_CORETYPE=\(core) picks BLAS's kernel, perhaps not this processor's fastest; unset it")
    }
    var load = [0.0]
    if getloadavg(&load, 1) == 1, load[0] > 0.5 {
      warnings.append(
        "the machine has other work (load average \(load[0])): times include it, and limits may be missed")
    }
    return warnings
  }

  /// The largest resident memory of this process so far, in bytes.
  static var peakMemory: Double {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    return 1024 * (line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Double($0) } ?? .nan)
  }

  /// Makes `peakMemory` begin again at what is resident now.
  static func resetPeakMemory() { try? "5".write(toFile: "/proc/self/clear_refs", atomically: false, encoding: .ascii) }
}
