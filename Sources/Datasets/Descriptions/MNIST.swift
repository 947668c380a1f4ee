extension DatasetDescription {
  /// Handwritten digits (LeCun, Cortes and Burges).
  ///
  /// The papers train on 50,000 images and validate on 10,000 without saying which; here the first 10,000 validate, as
  /// in the code of Lee et al. 2018.
  public static let mnist = DatasetDescription(
    id: "mnist", title: "MNIST", folder: "mnist", format: .idx, shape: Shape(height: 28, width: 28, channels: 1),
    classes: 10,
    training: .idx(
      60_000, prefix: "train", images: "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
      labels: "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"),
    test: .idx(
      10_000, prefix: "t10k", images: "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
      labels: "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"),
    validation: .first(10_000),
    downloads: [
      RemoteFile(
        "train-images-idx3-ubyte.gz", below: mnistMirrors, size: 9_912_422,
        sha256: "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"),
      RemoteFile(
        "train-labels-idx1-ubyte.gz", below: mnistMirrors, size: 28_881,
        sha256: "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"),
      RemoteFile(
        "t10k-images-idx3-ubyte.gz", below: mnistMirrors, size: 1_648_877,
        sha256: "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"),
      RemoteFile(
        "t10k-labels-idx1-ubyte.gz", below: mnistMirrors, size: 4_542,
        sha256: "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"),
    ],
    packing: .gzip, standIn: .digits, isOptional: false)

  private static let mnistMirrors = [
    "https://storage.googleapis.com/cvdf-datasets/mnist/", "https://ossci-datasets.s3.amazonaws.com/mnist/",
  ]
}
