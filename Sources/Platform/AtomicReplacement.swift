import Foundation

/// Makes or changes a file so that at every moment it is either as before or complete, also after a kill or a power
/// failure.
///
/// A destination that is a symbolic link stays one: the file it leads to is made or changed. Permissions stay, too.
public enum AtomicReplacement {
  /// Has `body` write a `TemporaryFile`, writes that to the disk and gives it the destination's name. If `body` throws,
  /// it is removed.
  ///
  /// Two processes are kept apart by a `FileLock`, which is the caller's to hold.
  ///
  /// - Parameters:
  ///   - destination: the file that is made or changed.
  ///   - original: what the temporary file is a copy of to begin with; without it it is empty.
  ///   - sources: what is read meanwhile, and is no leftover whatever its name.
  ///   - name: what the file is called instead of `destination`, for the time being: work that goes on in it ends with
  ///     `FileSystem.rename`.
  ///   - body: gets the temporary file's name; has written and closed it when it returns.
  /// - Throws: `FileFailure`, which names the destination; whatever `body` throws.
  /// - Complexity: writes a copy of `original`, if given; reads the names in the folder.
  public static func replace<R>(
    _ destination: URL, startingFrom original: URL? = nil, sparing sources: [URL] = [], named name: URL? = nil,
    _ body: (URL) throws -> R
  ) throws -> R {
    let temporary = try TemporaryFile(for: destination, sparing: sources)
    let result: R
    do {
      if let original { try FileSystem.copy(original, to: temporary) }
      result = try body(temporary.url)
    } catch let failure as FileFailure {
      // Of the temporary name the user has never heard.
      throw failure.renamed(from: temporary.url.relativePath, to: destination.relativePath)
    }
    try temporary.finish(as: name)
    return result
  }

  /// Makes or replaces the file by one that holds `data`.
  ///
  /// - Throws: `FileFailure`.
  public static func write(_ data: Data, to destination: URL) throws {
    let temporary = try TemporaryFile(for: destination)
    try data.withUnsafeBytes { try temporary.write($0) }
    try temporary.finish()
  }

  /// Refuses a folder, and a device or a pipe: a regular file would take the name of /dev/null, for everyone.
  ///
  /// - Throws: `FileFailure.isFolder`, and `.isSpecial` for a device, a pipe or a socket.
  public static func requireReplaceable(_ url: URL) throws { try TemporaryFile.requireReplaceable(url) }
}
