/// A file that was read, and what was in it.
public struct DatasetFile: Sendable, Hashable {
  /// The official name, without `.gz`.
  public let name: String
  /// SHA-256 of the unpacked bytes, in lower-case hexadecimal.
  public let sha256: String
  /// Whether the digest is the official one; false also where none is published.
  public let isVerified: Bool

  public init(name: String, sha256: String, isVerified: Bool) {
    (self.name, self.sha256, self.isVerified) = (name, sha256, isVerified)
  }
}

/// A data set in the split of the protocol: training, validation and test images.
public struct Dataset: Sendable {
  public let description: DatasetDescription
  /// Whether the images were drawn by this program; such results are never compared with a paper.
  public let isProcedural: Bool
  public let training: LabeledImages
  public let validation: LabeledImages
  public let test: LabeledImages
  /// The files in the order in which they were read.
  public let files: [DatasetFile]

  /// Whether every file is the official one.
  public var isVerified: Bool { files.allSatisfy(\.isVerified) }
}
