import Foundation
import Platform

extension HDF5File {
  /// Makes or changes the file at `destination` so that at every moment it is either as before or complete.
  ///
  /// `body` gets a new file (or a copy of `original`) under a name of its own; afterwards it is synchronised and takes
  /// the destination's name, see `Platform.AtomicReplacement`. If `body` throws, it is removed. Two processes are kept
  /// apart by a `FileLock`, which is the caller's to hold.
  ///
  /// - Parameters:
  ///   - name: what the file is called instead of `destination`, for the time being.
  ///   - holdsVirtual: as for `create`.
  /// - Throws: `FileFailure`, `HDF5Failure`; whatever `body` throws.
  /// - Complexity: writes a copy of `original`, if given.
  @discardableResult
  public static func replace<R>(
    _ destination: URL, startingFrom original: URL? = nil, sparing sources: [URL] = [], named name: URL? = nil,
    holdsVirtual: Bool = false, _ body: (HDF5File) throws -> R
  ) throws -> R {
    try AtomicReplacement.replace(destination, startingFrom: original, sparing: sources, named: name) { temporary in
      let file =
        try original == nil ? create(temporary, holdsVirtual: holdsVirtual) : open(temporary, writable: true)
      let result: R
      do {
        result = try body(file)
        try file.flush()
      } catch {
        if !Library.isStranded(temporary.relativePath) { try? file.close() }
        throw error
      }
      try file.close()
      return result
    }
  }

  /// Refuses what `replace` does not replace.
  ///
  /// - Throws: `FileFailure.isFolder`, and `.isSpecial` for a device, a pipe or a socket.
  public static func requireReplaceable(_ url: URL) throws { try AtomicReplacement.requireReplaceable(url) }
}
