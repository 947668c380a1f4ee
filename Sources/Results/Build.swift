import CElementary
import Foundation
import Platform
import Randomness

/// How this program was made and from which sources.
public struct Build: Sendable {
  /// Name and version of the program that writes results.
  public static let program = "WideLimit \(version)"
  public static let version = "0.2.0"

  public let swiftVersion: String
  /// Optimisation and the target's instruction sets as the compiler had them.
  public let flags: String
  /// The commit of the working tree that holds the executable, or "unknown".
  public let commit: String
  /// Whether that tree has changes that are not committed; nil if it cannot be told.
  public let isDirty: Bool?
  /// SHA-256 of the executable, in hexadecimal.
  public let executable: String

  /// Asks `git` once.
  public static let current = Build()

  private init() {
    let version = build_swift_version()
    let patch = version % 100 == 0 ? "" : ".\(version % 100)"
    swiftVersion = version == 0 ? "unknown" : "\(version / 10_000).\(version / 100 % 100)\(patch)"
    #if DEBUG
      flags = "-Onone" + String(cString: build_target_features())
    #else
      flags = "-O" + String(cString: build_target_features())
    #endif
    commit = Self.git("rev-parse", "HEAD") ?? "unknown"
    executable = (try? Data(contentsOf: URL(filePath: "/proc/self/exe"), options: .alwaysMapped)).map(Self.digest) ?? ""
    isDirty = Self.git("status", "--porcelain", "--untracked-files=no").map { !$0.isEmpty }
  }

  private static func digest(_ data: Data) -> String {
    var hash = SHA256()
    data.withUnsafeBytes { hash.update($0) }
    return hash.digest().hexadecimal
  }

  /// The output of git in the executable's folder: the current folder may well be another project's.
  private static func git(_ arguments: String...) -> String? {
    guard let executable = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") else {
      return nil
    }
    // Foundation watches a child from threads of its own, and would wait for ever for those that the system refuses.
    guard ThreadLimit.allowing(2) > 1 else { return nil }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["git", "-C", URL(fileURLWithPath: executable).deletingLastPathComponent().path] + arguments
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    process.standardInput = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return nil }
    let bytes = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { return nil }
    return String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
