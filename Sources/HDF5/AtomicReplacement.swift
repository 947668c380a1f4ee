import Foundation

extension HDF5File {
  /// Makes or changes the file at `destination` so that at every moment it is either as before or complete.
  ///
  /// `body` gets a new file (or a copy of `original`) under the name `temporary`, by default the destination's with
  /// ".partial"; afterwards it is synchronised and takes the destination's name. If `body` throws, it is removed.
  /// Two processes are kept apart by a `FileLock`, which is the caller's to hold.
  ///
  /// - Complexity: writes a copy of `original`, if given.
  @discardableResult
  public static func replace<R>(
    _ destination: URL, startingFrom original: URL? = nil, temporary: URL? = nil, _ body: (HDF5File) throws -> R
  ) throws -> R {
    let temporary = temporary ?? destination.appendingPathExtension("partial")
    try FileSystem.requireReplaceable(destination)
    do {
      if let original { try FileSystem.copy(original, to: temporary) }
      let file = try original == nil ? create(temporary) : open(temporary, writable: true)
      let result: R
      do {
        result = try body(file)
        try file.synchronise()
      } catch {
        if !Library.isStranded(temporary.relativePath) { try? file.close() }
        throw error
      }
      try file.close()
      try FileSystem.rename(temporary, to: destination)
      return result
    } catch {
      FileSystem.remove(temporary)
      throw error
    }
  }

  /// Refuses what `replace` does not replace.
  ///
  /// - Throws: `HDF5Failure.isFolder`, and `.isSpecial` for a device, a pipe or a socket.
  public static func requireReplaceable(_ url: URL) throws { try FileSystem.requireReplaceable(url) }
}

extension FileSystem {
  /// Refuses a folder, and a device or a pipe: a regular file would take the name of /dev/null, for everyone.
  static func requireReplaceable(_ url: URL) throws {
    var information = stat()
    guard stat(url.relativePath, &information) == 0 else { return }
    switch information.st_mode & S_IFMT {
    case S_IFREG: return
    case S_IFDIR: throw HDF5Failure.isFolder(path: url.relativePath, isInput: false)
    default: throw HDF5Failure.isSpecial(path: url.relativePath)
    }
  }
}
