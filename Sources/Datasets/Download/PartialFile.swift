import Foundation
import Platform

/// What has come of a file so far, `name.part` in the folder of downloads, and beside it which version of the file that
/// is (`name.part.version`).
struct PartialFile {
  let destination: URL
  let folder: DownloadFolder

  /// - Throws: `FileFailure.isNotOwn` if a link or a folder has its name.
  init(destination: URL, folder: DownloadFolder) throws {
    (self.destination, self.folder) = (destination, folder)
    for url in [url, versionURL] {
      var information = stat()
      guard lstat(url.path, &information) == 0 else { continue }
      // A second name would be that of somebody else's file, which would grow.
      guard information.st_mode & S_IFMT == S_IFREG, information.st_nlink == 1 else {
        throw FileFailure.isNotOwn(path: url.path, meant: "download")
      }
    }
    // A transfer makes these anew.
    for ending in ["headers", "errors"] { unlink(url.appendingPathExtension(ending).path) }
  }

  var url: URL { folder.url.appendingPathComponent(destination.lastPathComponent + ".part") }
  private var versionURL: URL { url.appendingPathExtension("version") }

  var size: Int {
    var status = stat()
    return stat(url.path, &status) == 0 ? Int(status.st_size) : 0
  }

  /// The server's mark of the version that these bytes are from, if `mirror` gave them.
  func version(from mirror: String) -> String? {
    guard let text = try? String(contentsOf: versionURL, encoding: .utf8) else { return nil }
    let lines = text.split(separator: "\n")
    return lines.count == 2 && lines[0] == mirror ? String(lines[1]) : nil
  }

  func recordVersion(_ version: String?, from mirror: String) {
    if let version {
      // Without the mark a changed file is found by its digest, only later.
      try? Data("\(mirror)\n\(version)\n".utf8).write(to: versionURL)
    } else {
      unlink(versionURL.path)
    }
  }

  func digest() throws -> String {
    let file = try FileReader(url)
    let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 64)
    defer { chunk.deallocate() }
    while try file.read(into: chunk) > 0 {}
    return file.sha256
  }

  func remove() {
    unlink(url.path)
    unlink(versionURL.path)
  }

  /// Gives the file its name.
  ///
  /// - Throws: `FileFailure.isNotOwn` if something has that name meanwhile.
  func finish() throws {
    guard try FileSystem.rename(url, toFree: destination) else {
      throw FileFailure.isNotOwn(path: destination.path, meant: "downloaded file")
    }
    unlink(versionURL.path)
  }
}
