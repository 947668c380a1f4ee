import Foundation

/// `widelimit data fetch`: brings the official files into a folder.
public enum DatasetFetch {
  /// Downloads what is missing or not official into `directory/<folder of name>`; files that verify are left alone,
  /// others are set aside as `NAME.unverified`.
  ///
  /// - Returns: the files that were downloaded; empty when all were there.
  /// - Throws: `DownloadFailure`, `DatasetFailure`.
  @discardableResult
  public static func fetch(
    _ name: DatasetName, into directory: URL, source: DatasetSource? = nil,
    report: (Download.Progress) -> Void = { _ in }
  ) throws -> [String] {
    let source = source ?? name.source
    let folder = directory.appendingPathComponent(name.folder)
    if ProceduralMarker.exists(in: folder) { throw DatasetFailure(path: folder.path, problem: .procedural) }
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      throw DatasetFailure(path: folder.path, creationError: error)
    }
    let lock = try FolderLock(folder)
    defer { lock.release() }
    switch name.format {
    case .idx: return try fetchIDX(name, folder, source, report)
    case .cifarBinary: return try fetchCIFAR(name, folder, source, report)
    }
  }

  private static func fetchIDX(
    _ name: DatasetName, _ folder: URL, _ source: DatasetSource, _ report: (Download.Progress) -> Void
  ) throws -> [String] {
    try source.downloads.filter { download in
      let plain = folder.appendingPathComponent(download.name).deletingPathExtension()
      if DatasetCheck.check(plain.lastPathComponent, in: folder, format: .idx, source: source).isVerified {
        return false
      }
      try setAside(plain)
      try setAside(folder.appendingPathComponent(download.name))
      try Download.fetch(download, to: folder.appendingPathComponent(download.name), report: report)
      return true
    }.map(\.name)
  }

  private static func fetchCIFAR(
    _ name: DatasetName, _ folder: URL, _ source: DatasetSource, _ report: (Download.Progress) -> Void
  ) throws -> [String] {
    let checked = CIFARArchive.batches.map {
      DatasetCheck.check($0, in: folder, format: .cifarBinary, source: source)
    }
    if checked.allSatisfy(\.isVerified) { return [] }
    for download in source.downloads {
      let archive = folder.appendingPathComponent(download.name)
      try Download.fetch(download, to: archive, report: report)
      for file in checked where !file.isVerified { try setAside(folder.appendingPathComponent(file.name)) }
      try CIFARArchive.unpack(archive, into: folder, digests: source.unpacked)
      unlink(archive.path)
    }
    return CIFARArchive.batches
  }

  private static func setAside(_ url: URL) throws {
    guard FileManager.default.fileExists(atPath: url.path) else { return }
    if rename(url.path, url.path + ".unverified") != 0 { throw DatasetFailure(path: url.path, writeError: errno) }
  }
}

/// The exclusive right to write into a folder, given back when the process ends.
private struct FolderLock {
  private let descriptor: Int32

  init(_ folder: URL) throws {
    descriptor = open(folder.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if descriptor < 0 { throw DatasetFailure(path: folder.path, systemError: errno) }
    if flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      close(descriptor)
      throw DatasetFailure(path: folder.path, problem: .busy)
    }
  }

  func release() { close(descriptor) }
}
