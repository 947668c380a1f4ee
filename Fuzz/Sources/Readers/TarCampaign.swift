import Datasets
import Foundation
import Randomness

extension ReaderCampaign {
  /// The archive of a small data set in CIFAR's format, whose digests are known: it is unpacked right or not at all.
  static let tar = ReaderCampaign(name: "tar") { chance in
    let reading = Array(TarInput.contents.joined())
    var entries = zip(TarInput.names, TarInput.contents).map { TarInput.entry("images/\($0)", $1, &chance) }
    // What archives have beside their files.
    for _ in 0..<chance.below(3) {
      let other = chance.pick([
        TarInput.entry("images/", [], &chance, kind: "5"),
        TarInput.entry("images/readme.txt", chance.bytes(40), &chance),
        TarInput.entry("pax", Array("11 path=xy\n".utf8), &chance, kind: "x"),
      ])
      entries.insert(other, at: chance.within(0...entries.count))
    }
    let end = [UInt8](repeating: 0, count: 1024)
    switch chance.below(8) {
    case 0: return ReaderInput(bytes: Array(entries.joined()) + end, expectation: .reads(reading))
    case 1:
      let whole = GzipInput.member(Array(entries.joined()) + end, &chance)
      return ReaderInput(bytes: whole, expectation: .reads(reading))
    case 2:
      let hostile = chance.pick([
        TarInput.entry("images/../../escaped", [1], &chance), TarInput.entry("/tmp/escaped", [1], &chance),
        TarInput.entry("images/link", [], &chance, kind: "2"),
        TarInput.entry("images/data_1.bin", [], &chance, kind: "1"),
        TarInput.entry("images/device", [], &chance, kind: "3"), TarInput.entry("images/data_1.bin", [1], &chance),
      ])
      entries.insert(hostile, at: chance.within(0...entries.count))
      return ReaderInput(bytes: Array(entries.joined()) + end, expectation: .refused)
    case 3:
      let whole = Array(entries.joined())
      return ReaderInput(bytes: Array(whole.dropLast(chance.within(1...whole.count))), expectation: .refused)
    default:
      return ReaderInput(
        bytes: chance.damage(Array(entries.joined()) + end), expectation: .readsOrRefused(reading))
    }
  } read: {
    try TarInput.unpack($0)
  }
}

enum TarInput {
  static let names = ["data_1.bin", "data_2.bin", "test.bin"]
  static let contents: [[UInt8]] = names.indices.map { file in
    (0..<(file == 2 ? 5 : 7) * 13).map { UInt8(truncatingIfNeeded: ($0 * 37 + file) % ($0 % 13 == 0 ? 10 : 256)) }
  }

  private static let description: DatasetDescription = {
    let files = zip(names, contents).map { name, bytes in
      var hash = SHA256()
      hash.update(bytes)
      return DatasetDescription.OfficialFile(name, sha256: hash.digest().hexadecimal)
    }
    return DatasetDescription.cifar10.with(
      format: .records(labelBytes: 1, label: 0), shape: DatasetDescription.Shape(height: 2, width: 2, channels: 3),
      training: .records(14, Array(files[..<2])), test: .records(5, [files[2]]))
  }()

  /// The bytes of the unpacked files, one after the other.
  static func unpack(_ archive: URL) throws -> [UInt8] {
    let folder = archive.appendingPathExtension("files")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    do {
      try DatasetArchive(description, folder: "images", texts: []).unpack([archive], into: folder, except: [])
    } catch {
      let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      guard left.isEmpty else { throw Untidiness("\(left.joined(separator: ", ")) left by a refused archive") }
      throw error
    }
    let found = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    guard found == names else { throw Untidiness("unpacked \(found.joined(separator: ", "))") }
    return try names.flatMap { [UInt8](try Data(contentsOf: folder.appendingPathComponent($0))) }
  }

  /// A header of POSIX ustar, or of what came before it, and the bytes in whole blocks.
  static func entry(_ name: String, _ bytes: [UInt8], _ chance: inout Chance, kind: Unicode.Scalar = "0") -> [UInt8] {
    var header = [UInt8](repeating: 0, count: 512)
    func put(_ text: String, at place: Int) { for (k, byte) in text.utf8.enumerated() { header[place + k] = byte } }
    put(name, at: 0)
    put("0000644", at: 100)
    let size = String(bytes.count, radix: 8)
    put(String(repeating: "0", count: 11 - size.count) + size, at: 124)
    put("00000000000", at: 136)
    header[156] = kind == "0" && chance.holds(oneIn: 3) ? 0 : UInt8(ascii: kind)
    if chance.below(3) > 0 { put("ustar", at: 257) }
    put("        ", at: 148)
    let sum = String(header.reduce(0) { $0 + Int($1) }, radix: 8)
    put(String(repeating: "0", count: 6 - sum.count) + sum + "\0 ", at: 148)
    return header + bytes + [UInt8](repeating: 0, count: (512 - bytes.count % 512) % 512)
  }
}
