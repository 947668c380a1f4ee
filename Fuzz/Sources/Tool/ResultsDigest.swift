import CHDF5
import Foundation
import HDF5
import Randomness

/// The numbers and texts of a results file as one digest, whatever its attributes of time and place.
enum ResultsDigest {
  static func of(_ url: URL) throws -> String {
    let file = try HDF5File.open(url)
    var hash = SHA256()
    try add(try file.root, &hash)
    return hash.digest().hexadecimal
  }

  private static func add(_ group: HDF5Group, _ hash: inout SHA256) throws {
    for name in try members(group) {
      let path = group.name == "/" ? "/" + name : group.name + "/" + name
      // Which program computed a cell, and what shows that it is as it was, are no results.
      if ["program", "checksum"].contains(name) { continue }
      guard let dataset = try? group.dataset(name) else {
        try add(try group.file.group(path), &hash)
        continue
      }
      hash.update(Array("\(path) \(dataset.shape)".utf8))
      if dataset.content.isNumeric {
        try dataset.read(as: Double.self).withUnsafeBytes { hash.update($0) }
      } else if case .text = dataset.content {
        for text in try dataset.readTexts() { hash.update(Array(text.utf8) + [0]) }
      }
    }
  }

  /// The names in a group, in order.
  private static func members(_ group: HDF5Group) throws -> [String] {
    var count: hsize_t = 0
    guard H5Gget_num_objs(group.id, &count) >= 0, count < 10_000 else { throw Untidiness("members of \(group.name)") }
    return try (0..<count).map { index in
      var name = [CChar](repeating: 0, count: 256)
      guard H5Gget_objname_by_idx(group.id, index, &name, name.count) >= 0 else { throw Untidiness("a member's name") }
      return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }.sorted()
  }
}
