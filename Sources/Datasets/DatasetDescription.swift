/// All that is known of one data set: its names, its files and what they hold, where they come from.
///
/// A data set is one file in `Descriptions/` that makes one value, and one word in `all`, by which commands find it.
/// Reading, drawing, downloading and checking take what they need from here. Two values with the same `id` are equal.
public struct DatasetDescription: Sendable {
  /// The name in commands, results and the keys of scores.
  public let id: String
  /// The name as papers print it.
  public let title: String
  /// The folder of its files inside the folder of all data sets.
  public let folder: String
  /// How its files are laid out.
  public let format: Format
  public let shape: Shape
  /// Labels are 0 to `classes` − 1, at most 256 of them.
  public let classes: Int
  /// The official training images, those for validation among them.
  public let training: Split
  public let test: Split
  public let validation: Validation
  /// The files to download.
  public let downloads: [RemoteFile]
  /// How the files lie in the downloads.
  public let packing: Packing
  /// What is drawn where the files are not there; nil: nothing.
  public let standIn: StandIn?
  /// Whether no experiment is declared on it: then it is fetched and checked by its name only.
  public let isOptional: Bool

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

  /// This one with other parts, held to the same conditions: what resembles a known data set.
  public func with(
    id: String? = nil, format: Format? = nil, shape: Shape? = nil, classes: Int? = nil, training: Split? = nil,
    test: Split? = nil, downloads: [RemoteFile]? = nil
  ) -> DatasetDescription {
    DatasetDescription(
      id: id ?? self.id, title: title, folder: folder, format: format ?? self.format, shape: shape ?? self.shape,
      classes: classes ?? self.classes, training: training ?? self.training, test: test ?? self.test,
      validation: validation, downloads: downloads ?? self.downloads, packing: packing, standIn: standIn,
      isOptional: isOptional)
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
  /// file of its name; nil where no digest is known of the form in which it lies there.
  public func verifies(name: String, sha256: String, packedSHA256: String? = nil) -> Bool? {
    let unpacked = files.first { $0.name == name }?.sha256
    let packed = packing == .gzip ? downloads.first { $0.name == name + ".gz" }?.sha256 : nil
    if sha256 == unpacked || (packedSHA256 != nil && packedSHA256 == packed) { return true }
    // What lies unpacked cannot be held against the digest of a packed file, nor the other way round.
    return unpacked == nil && (packedSHA256 == nil || packed == nil) ? nil : false
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
