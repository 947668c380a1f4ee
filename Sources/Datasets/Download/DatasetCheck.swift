import Failures
import Foundation

/// `widelimit data check`: compares files with the official digests.
public enum DatasetCheck {
  /// What a file turned out to be.
  public enum Verdict: Sendable, Equatable {
    case verified(sha256: String)
    case unverified(sha256: String)
    /// No digest of it is published, so that nothing can be said.
    case unknown(sha256: String)
    case unreadable(DatasetFailure)
  }

  public struct CheckedFile: Sendable, Equatable {
    /// The data set, as commands name it.
    public let dataset: String
    /// The official name, without `.gz`.
    public let name: String
    public let path: String
    public let verdict: Verdict

    public var isVerified: Bool { if case .verified = verdict { true } else { false } }

    /// Whether another copy would be no better: it is the official one, or nothing is known against it.
    public var isGood: Bool {
      switch verdict {
      case .verified, .unknown: true
      case .unverified, .unreadable: false
      }
    }
  }

  /// Reads every file of a data set.
  ///
  /// - Complexity: one pass over the files.
  public static func check(_ description: DatasetDescription, in directory: URL) -> [CheckedFile] {
    let folder = description.place(in: directory)
    return description.files.map { check($0.name, of: description, in: folder) }
  }

  /// The failure of a check that found files missing or not the official ones; nil otherwise. Files of which no digest
  /// is known are no failure: no download would mend that.
  public static func failure(_ files: [CheckedFile], in directory: URL) -> DatasetCheckFailure? {
    let bad = files.filter { !$0.isGood }
    return bad.isEmpty ? nil : DatasetCheckFailure(directory: directory.path, bad: bad, count: files.count)
  }

  static func check(_ name: String, of description: DatasetDescription, in folder: URL) -> CheckedFile {
    let reader = SplitReader(description, folder)
    let url = reader.url(of: name)
    let verdict: Verdict
    do {
      let (sha256, packed) = try DatasetFailure.naming(description) { try reader.digests(of: url) }
      verdict =
        switch description.verifies(name: name, sha256: sha256, packedSHA256: packed) {
        case true?: .verified(sha256: sha256)
        case false?: .unverified(sha256: sha256)
        case nil: .unknown(sha256: sha256)
        }
    } catch let failure as DatasetFailure {
      verdict = .unreadable(failure)
    } catch {
      verdict = .unreadable(DatasetFailure(path: url.path, problem: .readFailed("\(error)"), dataset: description.id))
    }
    return CheckedFile(dataset: description.id, name: name, path: url.path, verdict: verdict)
  }
}

/// Files that are missing or not the official ones.
public struct DatasetCheckFailure: Failure, Equatable {
  public let directory: String
  public let bad: [DatasetCheck.CheckedFile]
  public let count: Int

  public var message: String {
    let names = bad.map(\.name).joined(separator: ", ")
    let datasets = bad.map(\.dataset).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
    return "\(directory): \(bad.count) of \(count) files are not the official ones (\(names)); "
      + "get those with `widelimit data fetch \(datasets.joined(separator: " "))`"
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
