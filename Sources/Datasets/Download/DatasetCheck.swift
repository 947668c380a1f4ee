import Failures
import Foundation

/// `widelimit data check`: compares files with the official digests.
public enum DatasetCheck {
  /// What a file turned out to be.
  public enum Verdict: Sendable, Equatable {
    case verified(sha256: String)
    case unverified(sha256: String)
    case unreadable(DatasetFailure)
  }

  public struct CheckedFile: Sendable, Equatable {
    /// The official name, without `.gz`.
    public let name: String
    public let path: String
    public let verdict: Verdict

    public var isVerified: Bool { if case .verified = verdict { true } else { false } }
  }

  /// Reads every file of a data set.
  ///
  /// - Complexity: one pass over the files.
  public static func check(_ name: DatasetName, in directory: URL, source: DatasetSource? = nil) -> [CheckedFile] {
    let folder = directory.appendingPathComponent(name.folder)
    let names = name.format == .idx ? DatasetStore.idxNames : CIFARArchive.batches
    return names.map { check($0, in: folder, format: name.format, source: source ?? name.source) }
  }

  /// The failure of a check that found anything but official files; nil otherwise.
  public static func failure(_ files: [CheckedFile], in directory: URL) -> DatasetCheckFailure? {
    let bad = files.filter { !$0.isVerified }
    return bad.isEmpty ? nil : DatasetCheckFailure(directory: directory.path, bad: bad, count: files.count)
  }

  static func check(
    _ name: String, in folder: URL, format: DatasetName.Format, source: DatasetSource
  ) -> CheckedFile {
    let url = format == .idx ? DatasetStore.existing(name, in: folder) : folder.appendingPathComponent(name)
    let verdict: Verdict
    do {
      var (sha256, packed): (String, String?)
      switch format {
      case .idx:
        let file = try IDXFile(contentsOf: url)
        (sha256, packed) = (file.sha256, file.packedSHA256)
      case .cifarBinary:
        (sha256, packed) = (try CIFARFile.read([url]).sha256[0], nil)
      }
      verdict =
        source.verifies(name: name, sha256: sha256, packedSHA256: packed)
        ? .verified(sha256: sha256) : .unverified(sha256: sha256)
    } catch let failure as DatasetFailure {
      verdict = .unreadable(failure)
    } catch {
      verdict = .unreadable(DatasetFailure(path: url.path, problem: .readFailed("\(error)")))
    }
    return CheckedFile(name: name, path: url.path, verdict: verdict)
  }
}

/// Files that are missing or not the official ones.
public struct DatasetCheckFailure: Failure, Equatable {
  public let directory: String
  public let bad: [DatasetCheck.CheckedFile]
  public let count: Int

  public var message: String {
    let names = bad.map(\.name).joined(separator: ", ")
    return "\(directory): \(bad.count) of \(count) files are not the official ones (\(names)); "
      + "get those with `widelimit data fetch`"
  }

  /// Bad data, unless the only trouble is of another kind: files missing, or not to be read.
  public var exitStatus: ExitStatus {
    let statuses = Set(
      bad.map { file -> ExitStatus in
        if case .unreadable(let failure) = file.verdict { failure.exitStatus } else { .badData }
      })
    return statuses.count == 1 ? statuses.first ?? .badData : .badData
  }
}
