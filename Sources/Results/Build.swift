import CElementary
import Foundation
import Platform
import Randomness

/// How this program was made and from which sources.
public struct Build: Sendable {
  public static let version = "0.2.0"
  /// Name and version of the program that writes results.
  public static let program = "WideLimit \(version)"

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
    let file = Self.file
    commit = Self.git(of: file, "rev-parse", "HEAD") ?? "unknown"
    executable = (try? Data(contentsOf: URL(filePath: file), options: .alwaysMapped)).map(Self.digest) ?? ""
    isDirty = Self.git(of: file, "status", "--porcelain", "--untracked-files=no").map { !$0.isEmpty }
  }

  /// The file that this code is in: the executable, or a library that another program has loaded.
  private static var file: String {
    let (program, own) = ("/proc/self/exe", UInt(bitPattern: #dsohandle))
    guard let maps = try? String(contentsOfFile: "/proc/self/maps", encoding: .utf8) else { return program }
    // 7f5aa7120000-7f5aa7207000 r-xp 00010000 fe:00 1234    /usr/lib/libWideLimitC.so
    let line = maps.split(separator: "\n").first { line in
      let ends = line.prefix { $0 != " " }.split(separator: "-").compactMap { UInt($0, radix: 16) }
      return ends.count == 2 && ends[0]..<ends[1] ~= own
    }
    let path = line?.drop { $0 != "/" } ?? ""
    return path.split(separator: "/").last?.contains(".so") == true ? String(path) : program
  }

  private static func digest(_ data: Data) -> String {
    var hash = SHA256()
    data.withUnsafeBytes { hash.update($0) }
    return hash.digest().hexadecimal
  }

  /// The output of git in the executable's folder: the current folder may well be another project's. So may the folder
  /// that a library was installed in; of one, only that in which it was built is asked.
  private static func git(of file: String, _ arguments: String...) -> String? {
    let target = try? FileManager.default.destinationOfSymbolicLink(atPath: file)
    guard let executable = target ?? (file.contains("/.build/") ? file : nil) else { return nil }
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
