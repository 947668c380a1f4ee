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
    try FileSystem.requireNoFolder(destination)
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
}

extension FileSystem {
  static func requireNoFolder(_ url: URL) throws {
    var information = stat()
    if stat(url.relativePath, &information) == 0, information.st_mode & S_IFMT == S_IFDIR {
      throw HDF5Failure.isFolder(path: url.relativePath)
    }
  }
}
