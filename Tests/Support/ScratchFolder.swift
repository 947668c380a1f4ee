import Foundation

/// A folder of a test's own under the system's temporary one, there as long as this object is.
public final class ScratchFolder: Sendable {
  public let url: URL

  public init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "widelimit-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  /// The place of a file in the folder.
  public func file(_ name: String) -> URL { url.appending(path: name) }
}

/// Calls `body` with a folder that is gone afterwards.
@discardableResult
public func withScratch<R>(_ body: (URL) throws -> R) throws -> R {
  let folder = try ScratchFolder()
  return try withExtendedLifetime(folder) { try body(folder.url) }
}
