import Foundation
import Platform

/// A file that is of another identity, of a program with other numbers, or damaged: kept, under a name that no run
/// takes for its own.
package enum StaleFile {
  /// Renames `X.h5` or `X.h5.partial` to the first free name of `X.h5.stale`, `X.h5.stale-2`, …, and the picture of a
  /// finished file likewise: it would be taken for that of the new results.
  ///
  /// - Parameter withPicture: false for a file that has none, beside which a picture is somebody else's.
  @discardableResult
  package static func setAside(_ url: URL, withPicture: Bool = true) throws -> URL {
    let base = url.pathExtension == "partial" ? url.deletingPathExtension() : url
    var (name, number) = (base.appendingPathExtension("stale"), 2)
    while try !FileSystem.rename(url, toFree: name) {
      name = base.appendingPathExtension("stale-\(number)")
      number += 1
    }
    let picture = base.deletingPathExtension().appendingPathExtension("png")
    if withPicture, url == base, url.pathExtension == "h5", FileIdentity(picture) != nil { try setAside(picture) }
    return name
  }
}
