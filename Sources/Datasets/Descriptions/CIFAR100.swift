extension DatasetDescription {
  /// Small photographs of a hundred kinds of things in twenty groups (Krizhevsky 2009), the binary version.
  ///
  /// A record begins with two labels, the group (0 to 19) and the kind (0 to 99); the kind is used.
  public static let cifar100 = DatasetDescription(
    id: "cifar100", title: "CIFAR-100", folder: "cifar-100-binary", format: .records(labelBytes: 2, label: 1),
    shape: cifar10.shape, classes: 100,
    training: .records(
      50_000,
      [OfficialFile("train.bin", sha256: "f31298fc616915fa142368359df1c4ca2ae984d6915ca468b998a5ec6aeebf29")]),
    test: .records(
      10_000,
      [OfficialFile("test.bin", sha256: "d8b1e6b7b3bee4020055f0699b111f60b1af1e262aeb93a0b659061746f8224a")]),
    validation: cifar10.validation,
    downloads: [
      RemoteFile(
        "cifar-100-binary.tar.gz", below: ["https://www.cs.toronto.edu/~kriz/"], size: 168_513_733,
        sha256: "58a81ae192c23a4be8b1804d68e518ed807d710a4eb253b1f2a199162a40d8ec")
    ],
    packing: .tar(folder: "cifar-100-binary", texts: ["coarse_label_names.txt", "fine_label_names.txt"]))
}
