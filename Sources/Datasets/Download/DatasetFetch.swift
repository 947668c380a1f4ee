import Foundation
import Platform

/// `widelimit data fetch`: brings the official files into a folder.
public enum DatasetFetch {
  /// Downloads what is missing or not official into `directory/<folder of the data set>`; files that verify, or of
  /// which no digest is known, are left alone, others are set aside as `NAME.unverified`. A file of which a packed copy
  /// lies beside it is judged first; the copy counts once it is set aside.
  ///
  /// - Returns: the files that were downloaded; empty when all were there.
  /// - Throws: `DownloadFailure`, `DatasetFailure`.
  @discardableResult
  public static func fetch(
    _ description: DatasetDescription, into directory: URL, report: (Download.Progress) -> Void = { _ in }
  ) throws -> [String] {
    try DatasetFailure.naming(description) { try bring(description, into: directory, report) }
  }

  private static func bring(
    _ description: DatasetDescription, into directory: URL, _ report: (Download.Progress) -> Void
  ) throws -> [String] {
    let folder = description.place(in: directory)
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
      let name = folder.appendingPathComponent(download.name).deletingPathExtension().lastPathComponent
      // The plain file, then the packed one and so on: each is set aside only after it was judged itself.
      for _ in description.spellings(of: name) {
        let checked = DatasetCheck.check(name, of: description, in: folder)
        if checked.isGood { return false }
        try setAside(URL(fileURLWithPath: checked.path))
      }
      try Download.fetch(download, to: folder.appendingPathComponent(download.name), report: report)
      return true
    }.map(\.name)
  }

  private static func fetchArchives(
    _ description: DatasetDescription, _ folder: URL, _ archives: DatasetArchive, _ report: (Download.Progress) -> Void
  ) throws -> [String] {
    let checked = description.files.map { DatasetCheck.check($0.name, of: description, in: folder) }
    let (good, bad) = (checked.filter(\.isGood), checked.filter { !$0.isGood })
    if bad.isEmpty { return [] }
    // An archive of that name in the folder itself is the user's: it is neither read nor removed.
    let downloads = try DownloadFolder(in: folder)
    defer { downloads.removeIfEmpty() }
    let downloaded = try description.downloads.map { download in
      let archive = downloads.url.appendingPathComponent(download.name)
      unlink(archive.path)
      try Download.fetch(download, to: archive, through: downloads, report: report)
      return archive
    }
    for file in bad { try setAside(folder.appendingPathComponent(file.name)) }
    try archives.unpack(downloaded, into: folder, except: Set(good.map(\.name)))
    for archive in downloaded { unlink(archive.path) }
    return bad.map(\.name)
  }

  /// Renames a file to the first free name of `NAME.unverified`, `NAME.unverified-2`, …
  private static func setAside(_ url: URL) throws {
    guard FileManager.default.fileExists(atPath: url.path) else { return }
    var (name, number) = (url.appendingPathExtension("unverified"), 2)
    while try !FileSystem.rename(url, toFree: name) {
      name = url.appendingPathExtension("unverified-\(number)")
      number += 1
    }
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
