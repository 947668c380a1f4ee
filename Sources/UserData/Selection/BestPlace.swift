import Architectures
import Foundation
import HDF5
import Platform

/// The name that the architecture with the best numbers is to have, and what must not be harmed by it.
///
/// A second run replaces what the first one wrote. An HDF5 file, such as a fitted model of hours, is never replaced by
/// these few lines of text, whatever is asked for.
struct BestPlace {
  let url: URL
  /// That of the search's table.
  let table: OutputPlace

  private var place: OutputPlace {
    OutputPlace(
      output: url, sources: table.sources, overwrites: table.overwrites && !isHDF5, isFormer: Self.isFormerBest)
  }

  /// - Throws: `SelectionFailure.bestIsOutput`, `.bestIsHDF5`; what `OutputPlace.check` throws.
  func check() throws {
    if try isTable { throw SelectionFailure.bestIsOutput(file: url.relativePath) }
    do {
      try place.check()
    } catch UserDataFailure.isAnotherFile where isHDF5 {
      throw SelectionFailure.bestIsHDF5(file: url.relativePath)
    }
  }

  /// As `OutputPlace.free`.
  func free() throws -> String? { try place.free() }

  /// As `OutputPlace.lock`; tells also, before the work, whether there is a folder to write to.
  func lock() throws -> FileLock { try place.lock() }

  /// The complete file, which has its name when it is finished.
  ///
  /// - Throws: `FileFailure`.
  func temporary(holding network: Architecture) throws -> TemporaryFile {
    let temporary = try TemporaryFile(for: url, sparing: table.sources)
    try Self.content(network).withUnsafeBytes { try temporary.write($0) }
    return temporary
  }

  private static func content(_ network: Architecture) throws -> Data { Data((try network.json() + "\n").utf8) }

  /// Whether the file is an architecture to the byte as `temporary` writes it, which one written by hand hardly is.
  private static func isFormerBest(_ url: URL) -> Bool {
    guard FileSystem.isRegular(url), let network = try? Architecture(contentsOf: url) else { return false }
    return (try? Data(contentsOf: url) == content(network)) == true
  }

  private var isHDF5: Bool { FileSystem.isRegular(url) && HDF5File.hasSignature(url) }

  /// Whether the table is or will be the same file, by whatever links.
  private var isTable: Bool {
    get throws {
      let (own, other) = (try FileSystem.target(of: url), try FileSystem.target(of: table.output))
      if let present = FileIdentity(own) { return present == FileIdentity(other) }
      guard let folder = FileIdentity(own.deletingLastPathComponent()) else { return false }
      return own.lastPathComponent == other.lastPathComponent
        && folder == FileIdentity(other.deletingLastPathComponent())
    }
  }
}
