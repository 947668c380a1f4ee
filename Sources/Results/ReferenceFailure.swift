import Failures
import Foundation

/// What can be wrong with `results/reference`.
public enum ReferenceFailure: Failure, Equatable {
  case missing(String)
  case unreadable(String)
  case malformed(String, String)
  case unwritable(String, isPermission: Bool)
  case missingMarkers(String, marker: String)
  case notText(String)

  public var message: String {
    switch self {
    case .missing(let file): "\(file): not found; run from the repository, where the reference numbers are kept"
    case .unreadable(let file): "\(file): cannot be read; check its permissions"
    case .malformed(let file, let place): "\(file): \(place); restore it with 'git checkout -- \(file)'"
    case .unwritable(let file, _): "\(file): cannot be written; check the folder's permissions and the free space"
    case .missingMarkers(let file, let marker):
      "\(file): not one pair of markers '\(marker)'; add both or remove the others, each on its own line"
    case .notText(let file): "\(file): is no text in UTF-8; name the file that holds the markers"
    }
  }

  public var exitStatus: ExitStatus {
    switch self {
    case .missing: .inputMissing
    case .unreadable: .noPermission
    case .malformed, .missingMarkers, .notText: .badData
    case .unwritable(_, let isPermission): isPermission ? .noPermission : .inputOutput
    }
  }

  /// That `file` cannot be written, for the reason that Foundation gives.
  static func unwritable(_ file: URL, _ error: any Error) -> ReferenceFailure {
    let code = (error as? CocoaError)?.code
    return .unwritable(
      file.relativePath, isPermission: code == .fileWriteNoPermission || code == .fileWriteVolumeReadOnly)
  }

  /// Where a JSON file breaks off, in one line.
  static func place(of error: DecodingError) -> String {
    func path(_ context: DecodingError.Context) -> String {
      let path = context.codingPath.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }.joined(separator: ".")
      return path.isEmpty ? "the top level" : path
    }
    switch error {
    case .keyNotFound(let key, let context): return "'\(key.stringValue)' is missing at \(path(context))"
    case .typeMismatch(_, let context), .valueNotFound(_, let context): return "wrong type of value at \(path(context))"
    case .dataCorrupted(let context): return "not valid JSON at \(path(context))"
    @unknown default: return "not valid JSON"
    }
  }
}
