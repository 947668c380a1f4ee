import Foundation

/// Makes or changes a file so that at every moment it is either as before or complete, also after a kill or a power
/// failure.
public enum AtomicReplacement {
  /// Has `body` write the file of that temporary name, writes it to the disk and gives it the destination's name. If
  /// `body` throws, it is removed.
  ///
  /// Two processes are kept apart by a `FileLock`, which is the caller's to hold.
  ///
  /// - Parameters:
  ///   - destination: the file that is made or changed.
  ///   - original: what `temporary` is a copy of to begin with; without it there is no such file.
  ///   - temporary: by default the destination's name with ".partial".
  ///   - body: gets `temporary`; has made and closed it when it returns.
  /// - Throws: `FileFailure`; whatever `body` throws.
  /// - Complexity: writes a copy of `original`, if given.
  public static func replace<R>(
    _ destination: URL, startingFrom original: URL? = nil, temporary: URL? = nil, _ body: (URL) throws -> R
  ) throws -> R {
    let temporary = temporary ?? destination.appendingPathExtension("partial")
    try requireReplaceable(destination)
    OwnFiles.register(temporary.relativePath)
    defer { OwnFiles.forget(temporary.relativePath) }
    do {
      if let original { try FileSystem.copy(original, to: temporary) }
      let result = try body(temporary)
      try FileSystem.synchronise(temporary.relativePath)
      try FileSystem.rename(temporary, to: destination)
      return result
    } catch {
      FileSystem.remove(temporary)
      throw error
    }
  }

  /// Refuses a folder, and a device or a pipe: a regular file would take the name of /dev/null, for everyone.
  ///
  /// - Throws: `FileFailure.isFolder`, and `.isSpecial` for a device, a pipe or a socket.
  public static func requireReplaceable(_ url: URL) throws {
    var information = stat()
    guard stat(url.relativePath, &information) == 0 else { return }
    switch information.st_mode & S_IFMT {
    case S_IFREG: return
    case S_IFDIR: throw FileFailure.isFolder(path: url.relativePath, isInput: false)
    default: throw FileFailure.isSpecial(path: url.relativePath)
    }
  }
}
