import Foundation
import HDF5
import Platform

/// Notices that inputs are changed while a run reads them: what it wrote would be of neither the old nor the new ones.
///
/// As long as the files that they are read from have the same stamp nothing was changed. Otherwise their digest
/// decides: a file may be touched, get other arrays or give its name to another without harm. What is changed and
/// changed back before the next look is not noticed.
struct UnchangedInputs: Sendable {
  /// An array, and what its digest (`InputsDigest`) is to be.
  typealias Expected = (rows: any UserRows, sha256: String)

  private let file: URL
  private let files: [URL]
  private var stamps: [FileStamp?]
  /// Whether whatever is written later gives another stamp.
  private var isSettled: Bool
  private var start = ContinuousClock.now

  /// A tick of a file system's clock, and much more.
  private static let tick = Duration.milliseconds(100)

  /// Before anything of the file is read.
  /// - Complexity: as `ExternalFiles.of`.
  init(_ file: URL) {
    self.file = file
    files = [file] + ExternalFiles.of(file)
    stamps = files.map { FileStamp($0) }
    isSettled = stamps.allSatisfy { $0?.isOld ?? true }
  }

  /// - Throws: `UserDataFailure.changedMeanwhile`; `EndRequest.Requested`.
  /// - Complexity: a call to the system for every file. Reads the arrays where a file was written, and once where one
  ///   was a second before the start.
  mutating func check(_ arrays: [Expected]) throws {
    let now = files.map { FileStamp($0) }
    let isSame = now == stamps
    if isSame, isSettled { return }
    for (rows, sha256) in arrays where try Self.digest(of: rows) != sha256 {
      throw UserDataFailure.changedMeanwhile(file: file.relativePath, dataset: rows.name)
    }
    isSettled = now.allSatisfy { $0?.isOld ?? true } || isSame && ContinuousClock.now - start > Self.tick
    if !isSame { (stamps, start) = (now, .now) }
  }

  /// nil: it cannot be read any more.
  private static func digest(of rows: any UserRows) throws -> String? {
    do { return try InputsDigest.sha256(of: rows) } catch let request as EndRequest.Requested { throw request } catch {
      return nil
    }
  }
}

extension UnchangedInputs {
  /// Whether the files are as they were, so far as their stamps say: for what has no digest.
  var areUntouched: Bool { files.map { FileStamp($0) } == stamps }

  /// What went wrong while inputs were read: that they were changed, where they were, or else `error`.
  mutating func cause(of error: any Error, _ arrays: [Expected]) -> any Error {
    do {
      try check(arrays)
      return error
    } catch let failure as UserDataFailure { return failure } catch { return error }
  }
}
