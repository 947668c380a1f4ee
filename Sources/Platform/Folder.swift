import Foundation

/// Folders that results are written into.
public enum Folder {
  /// Makes the folder at `url` and those above it, as far as they are missing.
  public static func create(_ url: URL) throws {
    let path = url.relativePath
    if path.isEmpty || mkdir(path, 0o777) == 0 { return }
    let reason = errno
    var information = stat()
    if stat(path, &information) == 0, information.st_mode & S_IFMT == S_IFDIR { return }
    if reason == EEXIST { throw FileFailure.isFile(path: path) }
    let above = url.deletingLastPathComponent()
    guard reason == ENOENT, above.relativePath != path else {
      throw FileFailure.operatingSystem(path, "create the folder", reason)
    }
    try create(above)
    if mkdir(path, 0o777) != 0 && errno != EEXIST {
      throw FileFailure.operatingSystem(path, "create the folder", errno)
    }
  }
}
