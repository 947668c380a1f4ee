import Failures
import Foundation

/// An architecture file that cannot be read at all.
public enum ArchitectureFileFailure: Failure, Hashable {
  case missing(String)
  case isFolder(String)
  case notPermitted(String)
  case tooLarge(String, bytes: Int)
  case unreadable(String)

  /// Past this no architecture is meant: 1 MiB, thousands of layers.
  public static let largestFile = 1 << 20

  public var message: String {
    switch self {
    case .missing(let name): "\(name): no such file; name an architecture file (JSON)"
    case .isFolder(let name): "\(name): is a folder; name an architecture file (JSON) inside it"
    case .notPermitted(let name): "\(name): no permission to read it; change its mode or choose another file"
    case .tooLarge(let name, let bytes):
      "\(name): \(bytes) bytes is no architecture file; use repeat, files are at most \(Self.largestFile) bytes"
    case .unreadable(let name): "\(name): cannot be read; check the disk and the path"
    }
  }

  public var exitStatus: ExitStatus {
    switch self {
    case .missing, .isFolder: .inputMissing
    case .notPermitted: .noPermission
    case .tooLarge: .badData
    case .unreadable: .inputOutput
    }
  }

  static func reading(_ file: URL, name: String) throws -> Data {
    let manager = FileManager.default
    var isFolder: ObjCBool = false
    guard manager.fileExists(atPath: file.path, isDirectory: &isFolder) else { throw Self.missing(name) }
    guard !isFolder.boolValue else { throw Self.isFolder(name) }
    guard manager.isReadableFile(atPath: file.path) else { throw Self.notPermitted(name) }
    let size = (try? manager.attributesOfItem(atPath: file.path)[.size] as? Int) ?? 0
    guard size <= largestFile else { throw Self.tooLarge(name, bytes: size) }
    guard let data = try? Data(contentsOf: file) else { throw Self.unreadable(name) }
    return data
  }
}
