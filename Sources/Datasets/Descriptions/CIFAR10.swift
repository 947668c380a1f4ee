extension DatasetDescription {
  /// Small photographs of ten kinds of things (Krizhevsky 2009), the binary version.
  ///
  /// The papers train on 45,000 images and validate on 5,000 without saying which; here the last 5,000 validate.
  public static let cifar10 = DatasetDescription(
    id: "cifar10", title: "CIFAR-10", folder: "cifar-10-batches-bin", format: .records(labelBytes: 1, label: 0),
    shape: Shape(height: 32, width: 32, channels: 3), classes: 10,
    training: .records(
      50_000,
      [
        OfficialFile(
          "data_batch_1.bin", sha256: "cee916563c9f80d84e3cc88e17fdc0941787f1244f00a67874d45b261883ada5"),
        OfficialFile(
          "data_batch_2.bin", sha256: "a591ca11fa1708a91ee40f54b3da4784ccd871ecf2137de63f51ada8b3fa57ed"),
        OfficialFile(
          "data_batch_3.bin", sha256: "bbe8596564c0f86427f876058170b84dac6670ddf06d79402899d93ceea26f67"),
        OfficialFile(
          "data_batch_4.bin", sha256: "014e562d6e23c72197cc727519169a60359f5eccd8945ad5a09d710285ff4e48"),
        OfficialFile(
          "data_batch_5.bin", sha256: "755304fc0b379caeae8c14f0dac912fbc7d6cd469eb67a1029a08a39453a9add"),
      ]),
    test: .records(
      10_000,
      [OfficialFile("test_batch.bin", sha256: "8e2eb146ae340b09e24670f29cabc6326dba54da8789dab6768acf480273f65b")]),
    validation: .last(5_000),
    downloads: [
      RemoteFile(
        "cifar-10-binary.tar.gz", below: ["https://www.cs.toronto.edu/~kriz/"], size: 170_052_171,
        sha256: "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd")
    ],
    packing: .tar(folder: "cifar-10-batches-bin", texts: ["batches.meta.txt", "readme.html"]), standIn: .scenes,
    isOptional: false)
}
