import Failures
import Foundation

/// An architecture file that cannot be read at all.
public enum ArchitectureFileFailure: Failure, Hashable {
  case missing(String)
  case isFolder(String)
  case notPermitted(String)
  case tooLarge(String, bytes: Int)
  case unreadable(String)
  /// A signal came while a pipe had nothing to read.
  case interrupted(String)

  /// Past this no architecture is meant: 1 MiB, thousands of layers.
  public static let largestFile = 1 << 20

  public var message: String {
    switch self {
    case .missing(let name): "\(name): no such file; name an architecture file (JSON)"
    case .isFolder(let name): "\(name): is a folder; name an architecture file (JSON) inside it"
    case .notPermitted(let name): "\(name): no permission to read it; change its mode or choose another file"
    case .tooLarge(let name, let bytes):
      "\(name): \(bytes) bytes or more is no architecture file; use repeat, files are at most \(Self.largestFile) bytes"
    case .unreadable(let name): "\(name): cannot be read; check the disk and the path"
    case .interrupted(let name): "\(name): interrupted while it was read; run the same command again"
    }
  }

  public var exitStatus: ExitStatus {
    switch self {
    case .missing, .isFolder: .inputMissing
    case .notPermitted: .noPermission
    case .tooLarge: .badData
    case .unreadable: .inputOutput
    case .interrupted: .interrupted
    }
  }
}
