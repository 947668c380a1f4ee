import Foundation
import Randomness

/// Unpacks `cifar-10-binary.tar.gz`, trusting nothing in it.
///
/// Of its entries only regular files with the eight known names are taken, each below a bound on its size. Links,
/// absolute paths and `..` are refused whatever their name; other small files are passed over. Nothing appears before
/// all of it is right.
enum CIFARArchive {
  static let folder = "cifar-10-batches-bin"
  static let batches = (1...5).map { "data_batch_\($0).bin" } + ["test_batch.bin"]

  /// The largest size of each file: 10,000 records, or a page of text.
  private static let bounds: [String: Int] =
    Dictionary(uniqueKeysWithValues: batches.map { ($0, 10_000 * CIFARFile.recordSize) })
    .merging(["batches.meta.txt": 1 << 16, "readme.html": 1 << 16]) { first, _ in first }

  /// Bytes of an entry that is not taken.
  private static let largestSkipped = 1 << 20

  /// Writes the files of `archive` into `destination`; those with a digest in `digests` must have it.
  ///
  /// - Throws: `DatasetFailure`.
  static func unpack(_ archive: URL, into destination: URL, digests: [String: String]) throws {
    let tar = TarReader(try source(archive))
    var writers: [String: FileWriter] = [:]
    while let entry = try tar.next() {
      guard entry.isSafe else { throw tar.failure(.unsafeEntry(entry.name)) }
      guard entry.kind == .file, let name = knownName(entry.name) else {
        if entry.size > largestSkipped { throw tar.failure(.entryTooLarge(name: entry.name, size: entry.size)) }
        try tar.skip(entry)
        continue
      }
      if entry.size > bounds[name, default: 0] { throw tar.failure(.entryTooLarge(name: name, size: entry.size)) }
      let file = try FileWriter(destination.appendingPathComponent(name))
      var hash = SHA256()
      try tar.read(entry) { bytes in
        hash.update(bytes)
        try file.write(bytes)
      }
      let digest = hash.digest().hexadecimal
      if let expected = digests[name], digest != expected {
        throw DatasetFailure(
          path: "\(archive.path): \(name)", problem: .wrongDigest(found: digest, expected: expected))
      }
      if writers.updateValue(file, forKey: name) != nil { throw tar.failure(.corruptArchive("\(name) twice")) }
    }
    if let missing = batches.first(where: { writers[$0] == nil }) { throw tar.failure(.missingEntry(missing)) }
    for writer in writers.values { try writer.finish() }
  }

  private static func source(_ archive: URL) throws -> any ByteSource {
    let file = try FileReader(archive)
    return file.isGzip ? try GzipReader(file) : file
  }

  private static func knownName(_ path: String) -> String? {
    let parts = path.split(separator: "/").filter { $0 != "." }
    guard parts.count == 2, parts[0] == folder, bounds[String(parts[1])] != nil else { return nil }
    return String(parts[1])
  }
}
