extension DatasetDescription {
  /// The size of an image.
  public struct Shape: Sendable, Hashable {
    public let height: Int
    public let width: Int
    public let channels: Int

    public var pixelCount: Int { height * width * channels }

    public init(height: Int, width: Int, channels: Int) {
      precondition(height > 0 && width > 0 && channels > 0, "an image has pixels")
      (self.height, self.width, self.channels) = (height, width, channels)
    }
  }

  /// How files are laid out.
  public enum Format: Sendable, Hashable {
    /// A split is an IDX file of images [n, h, w] or [n, h, w, c] and one of labels [n], plain or compressed by gzip.
    case idx
    /// A split is files of records: `labelBytes` labels, of which the one at position `label` is used, then the image
    /// in the order channel, row, column.
    case records(labelBytes: Int, label: Int)
  }

  /// The images of one kind, training or test.
  public struct Split: Sendable, Hashable {
    /// How many images the official files hold.
    public let count: Int
    /// For IDX the images, then the labels; for records as many files as there are.
    public let files: [OfficialFile]

    public init(count: Int, files: [OfficialFile]) { (self.count, self.files) = (count, files) }

    /// Files of records, as many images in each.
    public static func records(_ count: Int, _ files: [OfficialFile]) -> Split { Split(count: count, files: files) }

    /// `prefix-images-idx3-ubyte` and `prefix-labels-idx1-ubyte`, with the digests of the unpacked files.
    public static func idx(_ count: Int, prefix: String, images: String? = nil, labels: String? = nil) -> Split {
      Split(
        count: count,
        files: [
          OfficialFile("\(prefix)-images-idx3-ubyte", sha256: images),
          OfficialFile("\(prefix)-labels-idx1-ubyte", sha256: labels),
        ])
    }
  }

  /// A file of a data set as its authors published it.
  public struct OfficialFile: Sendable, Hashable {
    /// Without `.gz`.
    public let name: String
    /// SHA-256 of the unpacked bytes in lower-case hexadecimal; nil where none is published.
    public let sha256: String?

    public init(_ name: String, sha256: String? = nil) { (self.name, self.sha256) = (name, sha256) }
  }

  /// Which training images are held back for validation.
  public enum Validation: Sendable, Hashable {
    case first(Int)
    case last(Int)

    public var count: Int {
      switch self {
      case .first(let count), .last(let count): count
      }
    }

    /// Their positions among `total` training images.
    public func range(of total: Int) -> Range<Int> {
      switch self {
      case .first(let count): 0..<count
      case .last(let count): total - count..<total
      }
    }
  }

  /// How files lie in what is downloaded.
  public enum Packing: Sendable, Hashable {
    /// Every download is one file, compressed, and kept so: NAME.gz. For IDX files, which are read as they are.
    case gzip
    /// Every download is a tar archive, compressed or not, of the files below `folder`. `texts` are small files that
    /// are kept beside them.
    case tar(folder: String, texts: [String])
  }

  /// Images that this program draws in place of a data set of ten classes.
  public enum StandIn: Sendable, Hashable {
    /// Digits of strokes, 28 × 28.
    case digits
    /// Coloured textures and shapes, 32 × 32 × 3.
    case scenes
  }
}

/// A file on one or more servers.
public struct RemoteFile: Sendable, Hashable, Codable {
  public let name: String
  /// In bytes.
  public let size: Int
  /// In lower-case hexadecimal; nil where none is published: then its size alone is checked.
  public let sha256: String?
  /// Addresses of the same file, tried in order.
  public let mirrors: [String]

  public init(name: String, size: Int, sha256: String?, mirrors: [String]) {
    (self.name, self.size, self.sha256, self.mirrors) = (name, size, sha256, mirrors)
  }

  /// A file of that name below each of `bases`.
  public init(_ name: String, below bases: [String], size: Int, sha256: String?) {
    self.init(name: name, size: size, sha256: sha256, mirrors: bases.map { $0 + name })
  }
}
