import Foundation
import LinearAlgebra

/// The program that computed a cell, as far as its numbers depend on it: sources, executable and BLAS.
public struct Program: Sendable, Hashable {
  /// Commit of the working tree that holds the executable, or "unknown".
  public let commit: String
  /// "true" if that tree had changes that were not committed, "false", or "unknown".
  public let isDirty: String
  /// SHA-256 of the executable.
  public let executable: String
  public let blasCore: String
  public let threads: Int

  public init(commit: String, isDirty: String, executable: String, blasCore: String, threads: Int) {
    (self.commit, self.isDirty, self.executable) = (commit, isDirty, executable)
    (self.blasCore, self.threads) = (blasCore, threads)
  }

  /// This program.
  public static func current(threads: Int) -> Program {
    let build = Build.current
    return Program(
      commit: build.commit, isDirty: build.isDirty.map { $0 ? "true" : "false" } ?? "unknown",
      executable: build.executable, blasCore: BLASLibrary.core, threads: threads)
  }

  /// Whether the numbers of the two are of one executable. Where one cannot be told nothing is known to be the same.
  public func isExecutable(of other: Program) -> Bool { !executable.isEmpty && executable == other.executable }

  /// Whether the same sources would give the same bits: one BLAS kernel, one number of threads.
  public func hasArithmetic(of other: Program) -> Bool { blasCore == other.blasCore && threads == other.threads }

  /// "commit 1a2b3c4d5e6f with changes that were not committed", as people are told.
  public var title: String {
    "commit \(commit.prefix(12))" + (isDirty == "true" ? " with changes that were not committed" : "")
  }
}

/// A line of the root attribute `programs`.
extension Program {
  var line: String {
    "commit=\(commit) dirty=\(isDirty) executable_sha256=\(executable) blas_core=\(blasCore) threads=\(threads)"
  }

  /// nil for what is no such line.
  init?(line: String) {
    let fields = line.split(separator: " ").reduce(into: [String: String]()) { fields, word in
      let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
      if parts.count == 2 { fields[parts[0]] = parts[1] }
    }
    guard let commit = fields["commit"], let dirty = fields["dirty"], let executable = fields["executable_sha256"],
      let core = fields["blas_core"], let threads = fields["threads"].flatMap(Int.init)
    else { return nil }
    self.init(commit: commit, isDirty: dirty, executable: executable, blasCore: core, threads: threads)
  }
}
