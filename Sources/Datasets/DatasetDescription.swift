/// All that is known of one data set: its names, its files and what they hold, where they come from.
///
/// A data set is one file in `Descriptions/` that makes one value, and one word in `all`, by which commands find it.
/// Reading, drawing, downloading and checking take what they need from here. Two values with the same `id` are equal.
public struct DatasetDescription: Sendable {
  /// The name in commands, results and the keys of scores.
  public var id: String
  /// The name as papers print it.
  public var title: String
  /// The folder of its files inside the folder of all data sets.
  public var folder: String
  /// How its files are laid out.
  public var format: Format
  public var shape: Shape
  /// Labels are 0 to `classes` − 1, at most 256 of them.
  public var classes: Int
  /// The official training images, those for validation among them.
  public var training: Split
  public var test: Split
  public var validation: Validation
  /// The files to download.
  public var downloads: [RemoteFile]
  /// How the files lie in the downloads.
  public var packing: Packing
  /// What is drawn where the files are not there; nil: nothing.
  public var standIn: StandIn?
  /// Whether no experiment is declared on it: then it is fetched and checked by its name only.
  public var isOptional: Bool

  public init(
    id: String, title: String, folder: String, format: Format, shape: Shape, classes: Int, training: Split,
    test: Split, validation: Validation, downloads: [RemoteFile], packing: Packing, standIn: StandIn? = nil,
    isOptional: Bool = true
  ) {
    precondition((1...256).contains(classes), "a label is a byte")
    precondition(!training.files.isEmpty && !test.files.isEmpty, "a split has files")
    (self.id, self.title, self.folder, self.format) = (id, title, folder, format)
    (self.shape, self.classes, self.training, self.test) = (shape, classes, training, test)
    (self.validation, self.downloads, self.packing) = (validation, downloads, packing)
    (self.standIn, self.isOptional) = (standIn, isOptional)
  }

  /// Every data set that commands know by name.
  public static let all: [DatasetDescription] = [.mnist, .fashionMNIST, .cifar10, .cifar100]

  /// What experiments are declared on.
  public static var official: [DatasetDescription] { all.filter { !$0.isOptional } }

  /// The data set of that name in `all`.
  public init?(id: String) {
    guard let found = Self.all.first(where: { $0.id == id }) else { return nil }
    self = found
  }

  /// The files in the order in which they are read.
  public var files: [OfficialFile] { training.files + test.files }

  /// Whether a file is the official one, by the digest of its bytes or, where it lies packed, by that of the packed
  /// file of its name; nil where no digest of it is known.
  public func verifies(name: String, sha256: String, packedSHA256: String? = nil) -> Bool? {
    let unpacked = files.first { $0.name == name }?.sha256
    let packed = packing == .gzip ? downloads.first { $0.name == name + ".gz" }?.sha256 : nil
    if unpacked == nil && packed == nil { return nil }
    return sha256 == unpacked || (packedSHA256 != nil && packedSHA256 == packed)
  }
}

extension DatasetDescription: Hashable, CustomStringConvertible {
  public static func == (one: Self, other: Self) -> Bool { one.id == other.id }
  public func hash(into hasher: inout Hasher) { hasher.combine(id) }
  public var description: String { id }
}

extension DatasetDescription: Codable {
  /// - Throws: `DecodingError` for a name that is not in `all`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let id = try container.decode(String.self)
    guard let found = Self(id: id) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "no data set is named \(id)")
    }
    self = found
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(id)
  }
}
