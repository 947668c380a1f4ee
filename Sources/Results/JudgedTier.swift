/// The judged experiments of a tier, and those without results that can be judged.
public struct JudgedTier: Sendable {
  public let tier: String
  public let experiments: [JudgedExperiment]
  /// The experiments that were asked for and have no results, by id.
  public let absent: [String]
  /// Results that are there and cannot be judged.
  public let unusable: [UnusableResults]

  public init(
    tier: String, experiments: [JudgedExperiment], absent: [String] = [], unusable: [UnusableResults] = []
  ) {
    (self.tier, self.experiments) = (tier, experiments)
    (self.absent, self.unusable) = (absent, unusable)
  }

  public var verdicts: [Verdict] { experiments.flatMap(\.verdicts) }

  /// A section an experiment: which data, the table of both judgements, the reasons and the explanations.
  public var markdown: String {
    let sections = experiments.map { experiment in
      let table = VerdictTable(experiment.verdicts)
      let notes = experiment.foreignness.map { ["**\(MarkdownText.escaped($0))**"] } ?? []
      return
        (["## `\(experiment.id)`: \(experiment.title)", MarkdownText.escaped(experiment.data.text) + "."] + notes
        + table.markdownDocument)
        .joined(separator: "\n\n")
    }
    return (["# WideLimit, \(tier) tier", VerdictTable(verdicts).summary] + sections + markdownOfTheRest)
      .joined(separator: "\n\n")
  }

  /// The blocks about what has no verdicts.
  var markdownOfTheRest: [String] {
    let missing = absent.map { "- `\($0)`" }.joined(separator: "\n")
    let refused = unusable.map { "- \(MarkdownText.escaped($0.message))" }.joined(separator: "\n")
    return (absent.isEmpty ? [] : ["## Without results", missing])
      + (unusable.isEmpty ? [] : ["## Results that were not judged", refused])
  }
}
