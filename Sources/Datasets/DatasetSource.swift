/// What is downloaded for a data set, and the official digests of what is inside.
///
/// `datasets/checksums.json` states the same for people and other programs; a test keeps the two equal.
public struct DatasetSource: Sendable, Hashable, Codable {
  /// The files to download.
  public let downloads: [RemoteFile]
  /// SHA-256 of the unpacked files by their name; empty where only the packed digest is published.
  public let unpacked: [String: String]

  public init(downloads: [RemoteFile], unpacked: [String: String]) {
    (self.downloads, self.unpacked) = (downloads, unpacked)
  }

  /// Whether a file is the official one, by its unpacked digest or by that of the packed file.
  public func verifies(name: String, sha256: String, packedSHA256: String? = nil) -> Bool {
    unpacked[name] == sha256 || downloads.contains { $0.sha256 == packedSHA256 }
  }
}

/// A file on one or more servers.
public struct RemoteFile: Sendable, Hashable, Codable {
  public let name: String
  /// In bytes.
  public let size: Int
  /// In lower-case hexadecimal.
  public let sha256: String
  /// Addresses of the same file, tried in order.
  public let mirrors: [String]

  public init(name: String, size: Int, sha256: String, mirrors: [String]) {
    (self.name, self.size, self.sha256, self.mirrors) = (name, size, sha256, mirrors)
  }
}

extension DatasetName {
  /// Where the official files come from.
  public var source: DatasetSource {
    switch self {
    case .mnist: .mnist
    case .fashionMNIST: .fashionMNIST
    case .cifar10: .cifar10
    }
  }
}

extension DatasetSource {
  fileprivate init(
    bases: [String], unpacked: [String: String] = [:], _ files: [(name: String, size: Int, sha256: String)]
  ) {
    self.init(
      downloads: files.map { file in
        RemoteFile(name: file.name, size: file.size, sha256: file.sha256, mirrors: bases.map { $0 + file.name })
      }, unpacked: unpacked)
  }

  fileprivate static let mnist = DatasetSource(
    bases: [
      "https://storage.googleapis.com/cvdf-datasets/mnist/", "https://ossci-datasets.s3.amazonaws.com/mnist/",
    ],
    unpacked: [
      "train-images-idx3-ubyte": "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
      "train-labels-idx1-ubyte": "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
      "t10k-images-idx3-ubyte": "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
      "t10k-labels-idx1-ubyte": "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
    ],
    [
      (
        "train-images-idx3-ubyte.gz", 9_912_422,
        "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"
      ),
      ("train-labels-idx1-ubyte.gz", 28_881, "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"),
      ("t10k-images-idx3-ubyte.gz", 1_648_877, "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"),
      ("t10k-labels-idx1-ubyte.gz", 4_542, "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"),
    ])

  fileprivate static let fashionMNIST = DatasetSource(
    bases: [
      "https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion/",
      "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
    ],
    [
      (
        "train-images-idx3-ubyte.gz", 26_421_880,
        "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84"
      ),
      ("train-labels-idx1-ubyte.gz", 29_515, "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845"),
      ("t10k-images-idx3-ubyte.gz", 4_422_102, "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073"),
      ("t10k-labels-idx1-ubyte.gz", 5_148, "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5"),
    ])

  fileprivate static let cifar10 = DatasetSource(
    bases: ["https://www.cs.toronto.edu/~kriz/"],
    unpacked: [
      "data_batch_1.bin": "cee916563c9f80d84e3cc88e17fdc0941787f1244f00a67874d45b261883ada5",
      "data_batch_2.bin": "a591ca11fa1708a91ee40f54b3da4784ccd871ecf2137de63f51ada8b3fa57ed",
      "data_batch_3.bin": "bbe8596564c0f86427f876058170b84dac6670ddf06d79402899d93ceea26f67",
      "data_batch_4.bin": "014e562d6e23c72197cc727519169a60359f5eccd8945ad5a09d710285ff4e48",
      "data_batch_5.bin": "755304fc0b379caeae8c14f0dac912fbc7d6cd469eb67a1029a08a39453a9add",
      "test_batch.bin": "8e2eb146ae340b09e24670f29cabc6326dba54da8789dab6768acf480273f65b",
    ],
    [
      (
        "cifar-10-binary.tar.gz", 170_052_171,
        "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd"
      )
    ])
}
