extension DatasetDescription {
  /// Pictures of clothes in MNIST's sizes and file format (Xiao, Rasul and Vollgraf 2017).
  ///
  /// The digests are of the compressed files, the ones that are published: of an unpacked copy
  /// nothing is known.
  public static let fashionMNIST = DatasetDescription(
    id: "fashion-mnist", title: "Fashion-MNIST", folder: "fashion-mnist", format: .idx, shape: mnist.shape,
    classes: 10, training: .idx(60_000, prefix: "train"), test: .idx(10_000, prefix: "t10k"),
    validation: mnist.validation,
    downloads: [
      RemoteFile(
        "train-images-idx3-ubyte.gz", below: fashionMirrors, size: 26_421_880,
        sha256: "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84"),
      RemoteFile(
        "train-labels-idx1-ubyte.gz", below: fashionMirrors, size: 29_515,
        sha256: "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845"),
      RemoteFile(
        "t10k-images-idx3-ubyte.gz", below: fashionMirrors, size: 4_422_102,
        sha256: "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073"),
      RemoteFile(
        "t10k-labels-idx1-ubyte.gz", below: fashionMirrors, size: 5_148,
        sha256: "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5"),
    ],
    packing: .gzip)

  private static let fashionMirrors = [
    "https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion/",
    "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
  ]
}
