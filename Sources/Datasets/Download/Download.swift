import Failures
import Foundation

/// Downloads a file from the first mirror that gives the right one.
///
/// Bytes go to `name.part` in a hidden folder, which a later call continues (HTTP Range with If-Range); the file
/// appears under its name only when its SHA-256 is right, or its size where none is published. `curl` does the
/// transfer: it streams to the disk, knows proxies, certificates and resuming.
public enum Download {
  /// How far a download is.
  public struct Progress: Sendable, Hashable {
    public let name: String
    public let receivedBytes: Int
    public let totalBytes: Int
  }

  /// What a folder may hold beside files: what has come of interrupted downloads.
  public static let folderName = DownloadFolder.name

  /// Downloads `file` to `destination`, a name that nothing has, calling `report` a few times a second.
  ///
  /// A broken transfer is taken up where it broke; a server that does not continue, or a continued file with a wrong
  /// digest, is begun anew; a mirror that fails otherwise gives way to the next.
  ///
  /// - Throws: `DownloadFailure`, `DatasetFailure`, `FileFailure`.
  public static func fetch(
    _ file: RemoteFile, to destination: URL, report: (Progress) -> Void = { _ in }
  ) throws {
    let folder = try DownloadFolder(in: destination.deletingLastPathComponent())
    defer { folder.removeIfEmpty() }
    try fetch(file, to: destination, through: folder, report: report)
  }

  static func fetch(
    _ file: RemoteFile, to destination: URL, through folder: DownloadFolder, report: (Progress) -> Void
  ) throws {
    let part = try PartialFile(destination: destination, folder: folder)
    var attempts: [DownloadFailure.Attempt] = []
    for mirror in file.mirrors {
      if let outcome = try fetch(file, from: mirror, part, report: report) {
        attempts.append(DownloadFailure.Attempt(mirror: mirror, outcome: outcome))
      } else {
        return try part.finish()
      }
    }
    throw DownloadFailure.noMirror(name: file.name, attempts: attempts)
  }

  /// Nil when `part` holds the right bytes, otherwise what went wrong last.
  private static func fetch(
    _ file: RemoteFile, from mirror: String, _ part: PartialFile, report: (Progress) -> Void
  ) throws -> Transfer.Outcome? {
    var last = Transfer.Outcome.complete
    for _ in 0..<maximalTransfers {
      if part.size > file.size { part.remove() }
      let start = part.size
      if start < file.size {
        last = try Transfer(file: file, mirror: mirror, part: part).run(report: report)
      } else {
        last = .complete
      }
      let size = part.size
      switch last {
      case .complete where size == file.size:
        guard let expected = file.sha256 else { return nil }
        let digest = try part.digest()
        if digest == expected { return nil }
        part.remove()
        last = .wrongDigest(digest)
        if start == 0 { return last }
      case .complete, .interrupted:
        if last == .complete { last = .interrupted("the file ended after \(size) of \(file.size) bytes") }
        if size <= start { return last }
      case .cannotContinue:
        part.remove()
      case .tooLarge:
        part.remove()
        return last
      case .refused, .wrongDigest:
        return last
      }
    }
    return last
  }

  /// Transfers from one mirror, as long as each brings the file further: enough for a line that drops now and then.
  private static let maximalTransfers = 20
}

/// Why a file could not be downloaded.
public enum DownloadFailure: Failure, Equatable {
  public struct Attempt: Sendable, Equatable {
    public let mirror: String
    public let outcome: Transfer.Outcome
  }

  case noMirror(name: String, attempts: [Attempt])
  case noCurl

  public var message: String {
    switch self {
    case .noMirror(let name, let attempts):
      let reasons = attempts.map { "\($0.mirror): \($0.outcome.text)" }.joined(separator: ", ")
      return "\(name): could not be downloaded (\(reasons)); check the network and run `widelimit data fetch` again, "
        + "which continues where this one stopped"
    case .noCurl:
      return
        "curl: not found, and downloads need it; install it (apt-get install curl), or put the files into place by hand"
    }
  }

  public var exitStatus: ExitStatus {
    switch self {
    case .noCurl: .doesNotFit
    case .noMirror(_, let attempts):
      attempts.contains { if case .wrongDigest = $0.outcome { true } else { false } } ? .badData : .inputOutput
    }
  }
}
