import Foundation
import Platform

extension HDF5File {
  /// Whether `url` is a regular file that begins as HDF5 files without a user block do: asked before the library is, of
  /// a file that may be anything.
  public static func hasSignature(_ url: URL) -> Bool {
    guard FileSystem.isRegular(url), let file = try? FileHandle(forReadingFrom: url) else { return false }
    return (try? file.read(upToCount: 8)) == Data([0x89] + Array("HDF\r\n\u{1A}\n".utf8))
  }
}
