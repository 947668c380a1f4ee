import Foundation
import Platform

/// A results file that is of another identity, of a program with other numbers, or damaged: kept, under a name that no
/// run takes for its own.
enum StaleFile {
  /// Renames `X.h5` or `X.h5.partial` to the first free name of `X.h5.stale`, `X.h5.stale-2`, …; the picture of a
  /// finished file, which can be drawn again, goes.
  static func setAside(_ url: URL) throws -> URL {
    let base = url.pathExtension == "partial" ? url.deletingPathExtension() : url
    var name = base.appendingPathExtension("stale")
    var number = 2
    while FileManager.default.fileExists(atPath: name.path) {
      name = base.appendingPathExtension("stale-\(number)")
      number += 1
    }
    if rename(url.relativePath, name.relativePath) != 0 {
      throw FileFailure.operatingSystem(url.relativePath, "set it aside as \(name.lastPathComponent)", errno)
    }
    // Its picture would be taken for that of the new results.
    if url == base {
      try? FileManager.default.removeItem(at: base.deletingPathExtension().appendingPathExtension("png"))
    }
    return name
  }
}
