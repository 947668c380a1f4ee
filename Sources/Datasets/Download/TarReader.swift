/// The entries of a tar archive (POSIX ustar and what came before it), in order, in pieces.
final class TarReader {
  struct Entry {
    /// Extended headers (pax, GNU) only add to the next entry and are passed over; links and devices are `other`.
    enum Kind { case file, folder, extendedHeader, other }

    var name: String
    var size: Int
    var kind: Kind

    /// Whether unpacking the entry below a folder could touch nothing outside that folder.
    var isSafe: Bool {
      kind != .other && !name.hasPrefix("/") && !name.contains("\0")
        && !name.split(separator: "/", omittingEmptySubsequences: false).contains("..")
    }
  }

  private let source: any ByteSource
  private static let blockSize = 512
  /// More entries than any archive that is read here has.
  private var entriesLeft = 1_000

  init(_ source: any ByteSource) { self.source = source }

  func failure(_ problem: DatasetFailure.Problem) -> DatasetFailure { source.failure(problem) }

  /// The next entry, whose bytes must be read or skipped; nil at the end mark of two empty blocks.
  func next() throws -> Entry? {
    guard var header = try block() else { throw failure(.corruptArchive("it ends without an end mark")) }
    if header.allSatisfy({ $0 == 0 }) { return nil }
    entriesLeft -= 1
    if entriesLeft == 0 { throw failure(.corruptArchive("more than a thousand entries")) }
    // The checksum is the sum of the header's bytes with its own field blank.
    let expected = try octal(header[148..<156])
    for k in 148..<156 { header[k] = 32 }
    if header.reduce(0, { $0 + Int($1) }) != expected { throw failure(.corruptArchive("wrong header checksum")) }
    let isUstar = header[257..<262].elementsEqual("ustar".utf8)
    let prefix = isUstar ? text(header[345..<500]) : ""
    let kind: Entry.Kind =
      switch header[156] {
      case 0, UInt8(ascii: "0"): .file
      case UInt8(ascii: "5"): .folder
      case UInt8(ascii: "x"), UInt8(ascii: "g"), UInt8(ascii: "L"): .extendedHeader
      default: .other
      }
    let name = text(header[0..<100])
    return Entry(name: prefix.isEmpty ? name : "\(prefix)/\(name)", size: try octal(header[124..<136]), kind: kind)
  }

  func skip(_ entry: Entry) throws { try read(entry) { _ in } }

  /// Calls `body` with the entry's bytes, piece by piece.
  func read(_ entry: Entry, _ body: (UnsafeRawBufferPointer) throws -> Void) throws {
    let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 64)
    defer { chunk.deallocate() }
    var rest = entry.kind == .folder ? 0 : entry.size
    while rest > 0 {
      // Whole blocks: the last one is padded.
      let wanted = min(chunk.count, (rest + Self.blockSize - 1) / Self.blockSize * Self.blockSize)
      guard try source.fill(UnsafeMutableRawBufferPointer(rebasing: chunk[..<wanted])) == wanted else {
        throw failure(.corruptArchive("it ends inside \(entry.name)"))
      }
      try body(UnsafeRawBufferPointer(rebasing: chunk[..<min(wanted, rest)]))
      rest -= min(wanted, rest)
    }
  }

  private func block() throws -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: Self.blockSize)
    let count = try bytes.withUnsafeMutableBytes { try source.fill($0) }
    return count == Self.blockSize ? bytes : nil
  }

  private func text(_ field: ArraySlice<UInt8>) -> String {
    String(decoding: field.prefix { $0 != 0 }, as: UTF8.self)
  }

  /// A number in octal digits, at most twelve, between blanks.
  private func octal(_ field: ArraySlice<UInt8>) throws -> Int {
    let digits = text(field).split(separator: " ")
    guard digits.count == 1, let value = Int(digits[0], radix: 8), value >= 0 else {
      throw failure(.corruptArchive("a number that is not octal"))
    }
    return value
  }
}
