import Foundation

/// `widelimit data fetch`: brings the official files into a folder.
public enum DatasetFetch {
  /// Downloads what is missing or not official into `directory/<folder of the data set>`; files that verify, or of
  /// which no digest is known, are left alone, others are set aside as `NAME.unverified`.
  ///
  /// - Returns: the files that were downloaded; empty when all were there.
  /// - Throws: `DownloadFailure`, `DatasetFailure`.
  @discardableResult
  public static func fetch(
    _ description: DatasetDescription, into directory: URL, report: (Download.Progress) -> Void = { _ in }
  ) throws -> [String] {
    let folder = directory.appendingPathComponent(description.folder)
    if ProceduralMarker.exists(in: folder) { throw DatasetFailure(path: folder.path, problem: .procedural) }
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      throw DatasetFailure(path: folder.path, creationError: error)
    }
    let lock = try FolderLock(folder)
    defer { lock.release() }
    switch description.packing {
    case .gzip: return try fetchFiles(description, folder, report)
    case .tar(let inside, let texts):
      return try fetchArchives(
        description, folder, DatasetArchive(description, folder: inside, texts: texts), report)
    }
  }

  private static func fetchFiles(
    _ description: DatasetDescription, _ folder: URL, _ report: (Download.Progress) -> Void
  ) throws -> [String] {
    try description.downloads.filter { download in
      let plain = folder.appendingPathComponent(download.name).deletingPathExtension()
      if DatasetCheck.check(plain.lastPathComponent, of: description, in: folder).isGood { return false }
      try setAside(plain)
      try setAside(folder.appendingPathComponent(download.name))
      try Download.fetch(download, to: folder.appendingPathComponent(download.name), report: report)
      return true
    }.map(\.name)
  }

  private static func fetchArchives(
    _ description: DatasetDescription, _ folder: URL, _ archives: DatasetArchive, _ report: (Download.Progress) -> Void
  ) throws -> [String] {
    let checked = description.files.map { DatasetCheck.check($0.name, of: description, in: folder) }
    if checked.allSatisfy(\.isGood) { return [] }
    for download in description.downloads {
      let archive = folder.appendingPathComponent(download.name)
      try Download.fetch(download, to: archive, report: report)
      for file in checked where !file.isVerified { try setAside(folder.appendingPathComponent(file.name)) }
      try archives.unpack(archive, into: folder)
      unlink(archive.path)
    }
    return description.files.map(\.name)
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

  /// Unlocks before it closes: a child that another thread is just starting shares the open folder until it runs its
  /// program, and closing alone would leave the lock to it for that long.
  func release() {
    flock(descriptor, LOCK_UN)
    close(descriptor)
  }
}
