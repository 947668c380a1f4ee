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
  /// The commit of the working tree that holds the executable, or that an installed one came from, or "unknown".
  public let commit: String
  /// Whether that tree has (had) changes that are not committed; nil if it cannot be told.
  public let isDirty: Bool?
  /// SHA-256 of the executable, in hexadecimal.
  public let executable: String

  /// Asks `git` once.
  public static let current = Build()

  /// SHA-256 of the executable, without asking for the rest.
  package static let ownDigest: String =
    (try? Data(contentsOf: URL(filePath: file), options: .alwaysMapped)).map(digest) ?? ""

  /// Begins with what takes longest of `current`, the digest of the executable, while inputs are read. For commands
  /// that know already how many threads they have: this is one more.
  public static func anticipate() {
    guard ThreadLimit.allowing(2) > 1 else { return }
    Thread.detachNewThread { _ = ownDigest }
  }

  private init() {
    let version = build_swift_version()
    let patch = version % 100 == 0 ? "" : ".\(version % 100)"
    swiftVersion = version == 0 ? "unknown" : "\(version / 10_000).\(version / 100 % 100)\(patch)"
    #if DEBUG
      flags = "-Onone" + String(cString: build_target_features())
    #else
      flags = "-O" + String(cString: build_target_features())
    #endif
    executable = Self.ownDigest
    let path = (try? FileManager.default.destinationOfSymbolicLink(atPath: Self.file)) ?? Self.file
    let folder = URL(filePath: path).deletingLastPathComponent()
    // An installed program may well lie in the working tree of another project.
    if let told = try? String(contentsOf: folder.appending(path: "commit"), encoding: .utf8) {
      (commit, isDirty) = Self.installed(told)
    } else if path.hasSuffix(".so") && !path.contains("/.build/") {
      (commit, isDirty) = ("unknown", nil)
    } else {
      commit = Self.git("rev-parse", "HEAD", in: folder) ?? "unknown"
      isDirty = Self.git("status", "--porcelain", "--untracked-files=no", in: folder).map { !$0.isEmpty }
    }
  }

  /// The executable, or the shared library if this is part of one.
  package static var file: String {
    let executable = "/proc/self/exe"
    let address = UInt(bitPattern: #dsohandle)
    // Line by line: of files whose size is told as 0 Foundation reads a page.
    guard let maps = fopen("/proc/self/maps", "re") else { return executable }
    defer { fclose(maps) }
    var line: UnsafeMutablePointer<CChar>?
    var capacity = 0
    defer { free(line) }
    while getline(&line, &capacity, maps) > 0, let text = line.map({ String(cString: $0) }) {
      // Bounds; permissions; offset; device; inode; path.
      let words = text.split(separator: " ", maxSplits: 5)
      let bounds = words[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
      guard words.count == 6, bounds.count == 2, bounds[0] <= address, address < bounds[1] else { continue }
      let path = words[5].trimmingCharacters(in: .whitespacesAndNewlines)
      return path.hasSuffix(".so") ? path : executable
    }
    return executable
  }

  /// What the file `commit` beside an installed program says: "1a2b3c…", or "1a2b3c…-dirty".
  package static func installed(_ text: String) -> (commit: String, isDirty: Bool?) {
    let words = text.trimmingCharacters(in: .whitespacesAndNewlines).split(separator: "-", maxSplits: 1)
    guard let commit = words.first, commit.count == 40, commit.allSatisfy(\.isHexDigit) else { return ("unknown", nil) }
    return (String(commit), words.count == 2)
  }

  private static func digest(_ data: Data) -> String {
    var hash = SHA256()
    data.withUnsafeBytes { hash.update($0) }
    return hash.digest().hexadecimal
  }

  /// The output of git in the executable's folder: the current folder may well be another project's.
  private static func git(_ arguments: String..., in folder: URL) -> String? {
    // Foundation watches a child from threads of its own, and would wait for ever for those that the system refuses.
    guard ThreadLimit.allowing(2) > 1 else { return nil }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["git", "-C", folder.path] + arguments
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
