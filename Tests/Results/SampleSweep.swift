import Results

/// A small sweep with every kind of coordinate and variable: datasets × sizes, with two entries a cell beyond them.
func sampleLayout(group: String = "/") -> SweepLayout {
  SweepLayout(
    group: group,
    coordinates: [
      Coordinate(name: "dataset", values: .strings(["mnist", "cifar10", "größer"]), longName: "data set"),
      Coordinate(name: "train_size", values: .integers([1000, 10_000]), longName: "training images"),
      Coordinate(name: "weight_variance", values: .numbers([0.5, 1.45]), longName: "weight variance"),
      .index("neighbour", count: 2, longName: "number of the neighbour"),
    ],
    variables: [
      Variable(name: "test_accuracy", dimensions: ["dataset", "train_size"], longName: "test accuracy"),
      Variable(
        name: "curve", dimensions: ["dataset", "train_size", "neighbour", "weight_variance"], longName: "a curve"),
      Variable(name: "attempts", dimensions: ["dataset", "train_size"], type: .int64, longName: "attempts"),
      Variable(name: "chosen", dimensions: ["dataset", "train_size"], type: .text(length: 12), longName: "choice"),
      Variable(name: "guide", dimensions: ["weight_variance"], units: "nats", longName: "set once"),
    ],
    cellDimensions: ["dataset", "train_size"])
}

func sampleValues(_ number: Double) -> CellValues {
  CellValues(
    numbers: ["test_accuracy": [number], "curve": [number, 1, 2, 3]], integers: ["attempts": [Int(number)]],
    texts: ["chosen": ["σ \(Int(number))"]])
}

func sampleProvenance(
  seed: UInt64 = 7, digest: String = "ab", revision: Int = 1, settings: SettingsRecord = sampleSettings(),
  program: Program? = nil
) -> Provenance {
  Provenance(
    title: "A sweep", references: "arXiv:1711.00165", experiment: "lee2018/table2", revision: revision, tier: "quick",
    settings: settings, rootSeed: seed, dataset: "mnist",
    datasetDigests: [DatasetDigest(name: "mnist/images", sha256: digest, isVerified: true)], threads: 2,
    program: program)
}

func sampleSettings(size: Double = 1000) -> SettingsRecord {
  SettingsRecord(.object(["size": .number(size), "kernel": .string("ntk")]))
}
