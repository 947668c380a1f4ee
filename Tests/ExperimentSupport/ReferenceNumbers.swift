import Foundation
import Results

/// What the committed reference file says about one experiment.
package struct ReferenceNumbers {
  private let published: [String: PublishedNumber]

  package init(_ experiment: String) throws {
    let reference = try Self.library().reference(for: experiment)
    published = Dictionary(
      reference.experiments[experiment]?.published.map { ($0.key, $0) } ?? [], uniquingKeysWith: { first, _ in first })
  }

  /// The committed files.
  package static func library() throws -> ReferenceLibrary {
    try ReferenceLibrary.locate(above: [URL(filePath: #filePath).deletingLastPathComponent()])
  }

  package subscript(key: String) -> PublishedNumber? { published[key] }

  package var keys: Set<String> { Set(published.keys) }
}
