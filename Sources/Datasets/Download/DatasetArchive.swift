import Foundation
import Platform
import Randomness

/// Unpacks the downloaded tar archives of a data set, trusting nothing in them.
///
/// Of its entries only regular files with the names of the description are taken, each below a bound on its size.
/// Links, absolute paths and `..` are refused whatever their name; other small files are passed over. Nothing appears
/// before all of it is right.
package struct DatasetArchive {
  private let folder: String
  private let files: [DatasetDescription.OfficialFile]
  /// The largest size of each file: its official one, or a page of text.
  private let bounds: [String: Int]

  /// The archives of `description`, in which its files lie below `folder`.
  package init(_ description: DatasetDescription, folder: String, texts: [String]) {
    (self.folder, files) = (folder, description.files)
    var bounds = Dictionary(texts.map { ($0, 1 << 16) }) { first, _ in first }
    for split in [description.training, description.test] {
      for file in split.files { bounds[file.name] = description.largestSize(of: split) }
    }
    self.bounds = bounds
  }

  /// Bytes of an entry that is not taken.
  private static let largestSkipped = 1 << 20

  /// Writes the files of `archives`, which hold them all between them, into `destination`; those whose digest is known
  /// must have it.
  ///
  /// - Parameter kept: files that are left as they are.
  /// - Throws: `DatasetFailure`.
  package func unpack(_ archives: [URL], into destination: URL, except kept: Set<String>) throws {
    var writers: [String: FileWriter] = [:]
    for archive in archives { try read(archive, for: destination, &writers) }
    if let missing = files.first(where: { writers[$0.name] == nil }) {
      throw DatasetFailure(path: (archives.last ?? destination).path, problem: .missingEntry(missing.name))
    }
    for (name, writer) in writers where !kept.contains(name) {
      // A text that is there may be the user's own.
      let isText = !files.contains { $0.name == name }
      if isText, FileIdentity(destination.appendingPathComponent(name)) != nil { continue }
      try writer.finish()
    }
  }

  /// Every file of an archive, not yet under its name.
  private func read(_ archive: URL, for destination: URL, _ writers: inout [String: FileWriter]) throws {
    let tar = TarReader(try Self.source(archive))
    while let entry = try tar.next() {
      guard entry.isSafe else { throw tar.failure(.unsafeEntry(entry.name)) }
      guard entry.kind == .file, let name = knownName(entry.name) else {
        if entry.size > Self.largestSkipped { throw tar.failure(.entryTooLarge(name: entry.name, size: entry.size)) }
        try tar.skip(entry)
        continue
      }
      if entry.size > bounds[name, default: 0] { throw tar.failure(.entryTooLarge(name: name, size: entry.size)) }
      if writers[name] != nil { throw tar.failure(.corruptArchive("\(name) twice")) }
      let file = try FileWriter(destination.appendingPathComponent(name))
      var hash = SHA256()
      try tar.read(entry) { bytes in
        hash.update(bytes)
        try file.write(bytes)
      }
      let digest = hash.digest().hexadecimal
      if let expected = files.first(where: { $0.name == name })?.sha256, digest != expected {
        throw DatasetFailure(
          path: "\(archive.path): \(name)", problem: .wrongDigest(found: digest, expected: expected))
      }
      writers[name] = file
    }
  }

  private static func source(_ archive: URL) throws -> any ByteSource {
    let file = try FileReader(archive)
    return file.isGzip ? try GzipReader(file) : file
  }

  private func knownName(_ path: String) -> String? {
    let parts = path.split(separator: "/").filter { $0 != "." }
    guard parts.count == 2, parts[0] == folder, bounds[String(parts[1])] != nil else { return nil }
    return String(parts[1])
  }
}

extension DatasetDescription {
  /// Bytes of the largest official file of a split.
  fileprivate func largestSize(of split: Split) -> Int {
    switch format {
    // The header of an IDX file has at most four dimensions.
    case .idx: 20 + split.count * shape.pixelCount
    case .records(let labelBytes, _): split.count / split.files.count * (labelBytes + shape.pixelCount)
    }
  }
}
