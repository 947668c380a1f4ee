import Datasets
import Foundation
import HDF5
import LinearAlgebra
import Platform
import Plotting
import Results
import Work

/// What the suite finds on this machine, for `doctor`.
public struct Diagnosis: Sendable {
  /// One thing that was looked at.
  public struct Finding: Sendable, Equatable {
    public let subject: String
    public let text: String
    /// Whether it costs speed or keeps something from working.
    public let isWarning: Bool

    public init(_ subject: String, _ text: String, isWarning: Bool = false) {
      (self.subject, self.text, self.isWarning) = (subject, text, isWarning)
    }

    public var line: String {
      let space = String(repeating: " ", count: max(1, 15 - subject.count))
      return subject + space + (isWarning ? "warning: " : "") + text
    }
  }

  public let findings: [Finding]

  /// - Complexity: reads the dataset files, for their digests.
  public init(datasets: URL, results: URL) {
    findings =
      [
        Finding("program", "\(Build.program), commit \(Build.current.commit), Swift \(Build.current.swiftVersion)"),
        Finding("processor", "\(Processor.modelName), \(Processor.activeCount) cores"),
        Self.memory(Machine.current()),
      ] + Self.blas(ProcessInfo.processInfo.environment) + [
        Finding("HDF5", HDF5Library.version), Self.fonts(), Self.folder(results),
      ] + DatasetDescription.all.flatMap { Self.dataset($0, in: datasets) }
  }

  static func memory(_ machine: Machine) -> Finding {
    let text = "\(Amounts.bytes(machine.availableMemoryBytes)) free of \(Amounts.bytes(machine.totalMemoryBytes))"
    return Finding("memory", text)
  }

  /// The library, its kernel, and the variables that can hold it back.
  public static func blas(_ environment: [String: String]) -> [Finding] {
    var findings = [
      Finding("BLAS", BLASLibrary.configuration.trimmingCharacters(in: .whitespaces)),
      Finding("BLAS kernel", "\(BLASLibrary.core), \(BLASLibrary.threads) threads"),
    ]
    if let core = environment["OPENBLAS_CORETYPE"], !core.isEmpty {
      findings.append(
        Finding(
          "BLAS kernel", "OPENBLAS_CORETYPE=\(core) chooses the kernel; unset it to let OpenBLAS take the fastest",
          isWarning: true))
    }
    for name in ["OPENBLAS_NUM_THREADS", "GOTO_NUM_THREADS", "OMP_NUM_THREADS"] {
      guard let threads = environment[name], !threads.isEmpty else { continue }
      findings.append(
        Finding("BLAS", "\(name)=\(threads) limits its threads at the start; --threads sets them", isWarning: true))
    }
    return findings
  }

  private static func fonts() -> Finding {
    let wanted = FigureFont.wanted
    guard let found = FigureFont.found else {
      return Finding("fonts", "none can be loaded; install fonts-dejavu-core for figures", isWarning: true)
    }
    guard found == wanted else {
      return Finding(
        "fonts", "\(wanted) not found, \(found) takes its place; install fonts-dejavu-core for figures as meant",
        isWarning: true)
    }
    return Finding("fonts", wanted)
  }

  /// Whether a folder, or the nearest one above that exists, can be written.
  private static func folder(_ url: URL) -> Finding {
    var existing = url.standardizedFileURL
    while !FileManager.default.fileExists(atPath: existing.path), existing.path != "/" {
      existing.deleteLastPathComponent()
    }
    let free = Machine.availableDiskBytes(at: existing).map { ", \(Amounts.bytes($0)) free" } ?? ""
    guard access(existing.path, W_OK | X_OK) == 0 else {
      return Finding("results", "\(existing.path) cannot be written; choose another with --results", isWarning: true)
    }
    return Finding("results", "\(url.relativePath) can be written\(free)")
  }

  private static func dataset(_ name: DatasetDescription, in directory: URL) -> [Finding] {
    guard DatasetLibrary.isThere(name, in: directory) else {
      let isOptional = name.isOptional
      let command = "`widelimit data fetch\(isOptional ? " \(name.id)" : "")`"
      return [
        Finding(
          name.id, "not in \(directory.relativePath); \(command) downloads it", isWarning: !isOptional)
      ]
    }
    return DatasetCheck.check(name, in: directory).map { file in
      switch file.verdict {
      case .verified: Finding(name.id, "\(file.name): official")
      case .unverified(let digest):
        Finding(name.id, "\(file.name): not the official bytes, SHA-256 \(digest)", isWarning: true)
      case .unknown(let digest): Finding(name.id, "\(file.name): no official digest is known, SHA-256 \(digest)")
      case .unreadable(let failure): Finding(name.id, failure.message, isWarning: true)
      }
    }
  }
}
