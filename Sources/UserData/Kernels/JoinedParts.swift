import Foundation
import HDF5
import Platform

/// The parts that a kernel of virtual datasets takes its numbers from, each with the token it had when it was joined.
///
/// A part that is computed again gets another token: the numbers then are no longer of what the joined file says it is.
/// In the file it is the root attribute `joined_parts`, a line each: the token, and the path from the file's folder.
struct JoinedParts {
  private let parts: [(token: String, path: String)]
  /// As in the file.
  var text: String { parts.map { "\($0.token) \($0.path)" }.joined(separator: "\n") }

  private static let attribute = "joined_parts"

  /// - Parameter folder: that of the joined file.
  init(_ files: [KernelPartFile], from folder: URL) {
    parts = files.map { ($0.token, KernelJoin.path(of: $0.url, from: folder)) }
  }

  /// What a file says; nil: it has its numbers itself.
  init?(of root: HDF5Group) throws {
    guard case .text? = try root.attributeContent(Self.attribute) else { return nil }
    parts = try root.textAttribute(Self.attribute).split(separator: "\n").map { line in
      let words = line.split(separator: " ", maxSplits: 1)
      return (words.first.map(String.init) ?? "", words.count == 2 ? String(words[1]) : "")
    }
  }

  func write(to root: HDF5Group) throws { try root.setAttribute(Self.attribute, text) }

  /// Compares the parts with those that were joined. To be called when the datasets are open: what is opened before the
  /// parts are found to be the same cannot be of others.
  ///
  /// - Throws: `KernelPartsFailure.otherThanJoined`; `FileFailure`, `HDF5Failure` for one that is gone or damaged.
  /// - Complexity: opens all parts.
  func check(in joined: URL) throws {
    let folder = try FileSystem.target(of: joined).deletingLastPathComponent()
    for (token, path) in parts {
      let url = folder.appending(path: path)
      let root = try HDF5File.open(url).root
      guard case .text? = try root.attributeContent(KernelDraft.token),
        try root.textAttribute(KernelDraft.token) == token
      else { throw KernelPartsFailure.otherThanJoined(file: url.relativePath, joined: joined.relativePath) }
    }
  }
}
