import Foundation

/// What has come of a file so far, `name.part`, and beside it which version of the file that is (`name.part.version`).
struct PartialFile {
  let destination: URL

  var url: URL { destination.appendingPathExtension("part") }
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
  func finish() throws {
    if rename(url.path, destination.path) != 0 { throw DatasetFailure(path: destination.path, writeError: errno) }
    unlink(versionURL.path)
  }
}
