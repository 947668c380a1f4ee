import Foundation
import Results

/// Small references and runs that several suites of this folder use.
enum Examples {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "results/reference")

  /// The committed reference folder.
  static let library = ReferenceLibrary(directory: folder)

  static func run(
    experiment: String = "lee2018/table2", seed: UInt64 = 0, digests: [String: String] = ["mnist/images": "ab"],
    isProcedural: Bool = false
  ) -> RunIdentity {
    RunIdentity(
      experiment: experiment, revision: 1, tier: "quick", settings: SettingsRecord(.object([:])), rootSeed: seed,
      datasetDigests: digests, isProcedural: isProcedural)
  }

  static func score(
    _ value: Double, key: String = "mnist/1000/relu/test_accuracy", standardError: Double? = nil, samples: Int = 1,
    title: String = "MNIST 1k, ReLU"
  ) -> Score {
    Score(key: key, value: value, standardError: standardError, samples: samples, title: title)
  }

  /// One published number under `rule`, with an explanation for its key if one is given.
  static func reference(
    _ rule: Tolerance.Rule, key: String = "mnist/1000/relu/test_accuracy", value: Double? = 0.9279,
    resolution: Double = 0, explanation: String? = nil
  ) -> ReferenceFile {
    ReferenceFile(
      paper: "A paper", identifier: "arXiv:0", tolerances: ["rule": Tolerance(rule: rule, reason: "what is random")],
      rounding: [
        "test_accuracy": .init(absolute: 0.0002, relative: 0, reason: "images on the border of two classes")
      ],
      experiments: [
        "lee2018/table2": .init(
          published: [
            PublishedNumber(
              key: key, kind: value == nil ? .qualitative : .number, value: value, resolution: resolution,
              source: "Table 2", tolerance: "rule")
          ],
          explanations: explanation.map { [.init(keys: [KeyPattern(key)], paragraph: $0)] } ?? [])
      ])
  }
}
