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
    _ value: Double, key: String = "mnist/1000/relu/test_accuracy", standardError: Double? = nil,
    degreesOfFreedom: Int? = nil, samples: Int = 1, title: String = "MNIST 1k, ReLU"
  ) -> Score {
    Score(
      key: key, value: value, standardError: standardError, degreesOfFreedom: degreesOfFreedom, samples: samples,
      title: title)
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

  /// `reference(_:)` with a row for the README's table.
  static func summarised(_ rule: Tolerance.Rule) -> ReferenceFile {
    var file = reference(rule)
    file.summary = PaperSummary(
      citation: "A et al. 2018",
      rows: [
        .init(
          experiments: ["lee2018/table1", "lee2018/table2"], reproduced: "its table",
          sizes: ["quick": "10 images", "standard": "20 images"])
      ])
    return file
  }

  /// A recorded run with that number and one of which no paper says anything.
  static func recorded(
    _ value: Double, tier: String, id: String = "lee2018/table2", isProcedural: Bool = false
  ) -> RecordedRun {
    RecordedRun(
      identity: RunIdentity(
        experiment: id, revision: 1, tier: tier, settings: SettingsRecord(.object([:])), rootSeed: 0,
        datasetDigests: ["mnist/images": "ab"], isProcedural: isProcedural),
      provenance: ["command_line": "widelimit reproduce --tier \(tier)", "git_commit": "0123456789abcdef"],
      scores: [score(value), score(0.1, key: "nowhere", title: "Nowhere")])
  }

  /// Numbers of every kind: agreeing, differing, not finite, not comparable, with marks of every format in the texts.
  static func judged(
    id: String = "lee2018/table2", isProcedural: Bool = false, isVerified: Bool = true, foreignness: String? = nil,
    strangeness: String? = nil
  ) -> JudgedExperiment {
    JudgedExperiment(
      identity: run(experiment: id, digests: ["mnist/images": "abcdef0123456789"], isProcedural: isProcedural),
      title: "Table 2: σ_w² < 2 & \"friends\"", reference: "arXiv:1711.00165", isVerified: isVerified,
      verdicts: [
        Verdict(
          score: score(0.925, key: "a", standardError: 0.0012, samples: 5, title: "ReLU"),
          recorded: .same, recordedValue: 0.925, paper: .agrees,
          published: PublishedNumber(key: "a", value: 0.9279, resolution: 5e-5, source: "Table 2", tolerance: "t"),
          difference: -0.0029, tolerance: 0.0047, toleranceReason: "the \"spread\" <5> & more"),
        Verdict(
          score: score(.nan, key: "b", title: "tab\there, \u{1} and \\"), recorded: .outside, recordedValue: .infinity,
          paper: .notComparable(because: .reducedSize(text: "10 images", tier: "paper"))),
        Verdict(
          score: score(0.4966, key: "c", title: "CIFAR"), recorded: .same, recordedValue: 0.4966, paper: .differs,
          published: PublishedNumber(
            key: "c", kind: .qualitative, value: nil, source: "Figure 1", expectation: "it falls", tolerance: "t"),
          toleranceReason: "a sign", explanation: "What was\ntried."),
        Verdict(score: score(-.infinity, key: "d"), recorded: .missing, recordedValue: nil, paper: .undecided),
      ],
      foreignness: foreignness, strangeness: strangeness,
      provenance: [("cpu_model", "a|b <c>"), ("dataset_sha256", "one\ntwo")])
  }
}
