import Foundation
import HDF5
import Randomness

/// What shows that a finished file is as it was finished: the SHA-256 of every dataset's values as its attribute
/// `sha256`, and that of everything (these digests, shapes, types, and all other attributes) as the root attribute
/// `contents_sha256`.
///
/// Digests are of the values, not of the bytes in the file: numbers as little-endian float64, int64 or uint8 as the
/// dataset has them, `hashlib.sha256(dataset[:].tobytes())` in h5py; texts in UTF-8 with a zero behind each. References
/// of dimension scales are left out, which hold places in the file; the layout is compared when a file is opened.
struct Seal {
  private static let data = "sha256"
  private static let contents = "contents_sha256"

  /// Seals a file, in place of an earlier seal.
  ///
  /// - Complexity: reads the whole file.
  static func write(to file: HDF5File) throws {
    var found = try Seal(file)
    for (dataset, digest) in found.datasets { try dataset.setAttribute(data, digest) }
    found = try Seal(file)
    try file.root.setAttribute(contents, found.digest)
  }

  /// What was changed since the file was sealed, in words; nil: nothing.
  static func damage(of file: HDF5File) throws -> String? {
    let root = try file.root
    guard try root.hasAttribute(contents) else {
      return "no checksums: an earlier version finished it, or it was changed"
    }
    let found = try Seal(file)
    for (dataset, digest) in found.datasets {
      let isSealed = try dataset.hasAttribute(data) && dataset.textAttribute(data) == digest
      if !isSealed { return "other values of \(dataset.name) than it was finished with" }
    }
    return try root.textAttribute(contents) == found.digest
      ? nil : "other attributes, shapes or types than it was finished with"
  }

  private var datasets: [(dataset: HDF5Dataset, digest: String)] = []
  private var lines: [String] = []

  private init(_ file: HDF5File) throws { try add(try file.root) }

  private var digest: String { Self.digest(lines.joined(separator: "\n")) }

  private mutating func add(_ group: HDF5Group) throws {
    lines.append("group \(group.name)")
    try addAttributes(of: group)
    for (name, isGroup) in try group.members {
      if isGroup {
        try add(try group.group(name))
      } else {
        let dataset = try group.dataset(name)
        let digest = try Self.digest(of: dataset)
        datasets.append((dataset, digest))
        lines.append("dataset \(dataset.name) \(dataset.shape) \(dataset.content.name) \(digest)")
        try addAttributes(of: dataset)
      }
    }
  }

  private mutating func addAttributes(of object: some HDF5Object) throws {
    for name in try object.attributeNames where ![Self.data, Self.contents].contains(name) {
      let content = try object.attributeContent(name) ?? .other
      let value: String
      switch content {
      case .text: value = Self.digest(try object.textAttribute(name))
      case .floatingPoint: value = Self.digest(of: try object.numberAttribute(name, as: Double.self))
      case .integer(bytes: 8, signed: false): value = Self.digest(of: try object.numberAttribute(name, as: UInt64.self))
      case .integer: value = Self.digest(of: try object.numberAttribute(name, as: Int.self))
      // Places in the file, which the layout stands for. Anything else is no attribute of ours.
      case .other where ["DIMENSION_LIST", "REFERENCE_LIST"].contains(name): continue
      case .other: value = ""
      }
      lines.append("attribute \(object.name) \(name) \(content.name) \(value)")
    }
  }

  private static func digest(of dataset: HDF5Dataset) throws -> String {
    switch dataset.content {
    case .text, .other: digest(try dataset.readTexts().map { $0 + "\0" }.joined())
    case .floatingPoint: digest(of: try dataset.read(as: Double.self))
    case .integer(bytes: 1, signed: false): digest(of: try dataset.read(as: UInt8.self))
    case .integer(bytes: 8, signed: false): digest(of: try dataset.read(as: UInt64.self))
    case .integer: digest(of: try dataset.read(as: Int.self))
    }
  }

  private static func digest(_ text: String) -> String { digest(of: Array(text.utf8)) }

  private static func digest<Element>(of values: [Element]) -> String {
    var hash = SHA256()
    values.withUnsafeBytes { hash.update($0) }
    return hash.digest().hexadecimal
  }
}

extension HDF5Content {
  /// As the seal names it, in this and later versions.
  fileprivate var name: String {
    switch self {
    case .floatingPoint(let bytes): "float\(8 * bytes)"
    case .integer(let bytes, let signed): "\(signed ? "int" : "uint")\(8 * bytes)"
    case .text(let length): "text\(length.map(String.init) ?? "")"
    case .other: "other"
    }
  }
}
