/// The judged experiments of a tier, and those without results.
public struct JudgedTier: Sendable {
  public let tier: String
  public let experiments: [JudgedExperiment]
  /// The experiments that were asked for and have no results, by id.
  public let absent: [String]

  public init(tier: String, experiments: [JudgedExperiment], absent: [String] = []) {
    self.tier = tier
    self.experiments = experiments
    self.absent = absent
  }

  public var verdicts: [Verdict] { experiments.flatMap(\.verdicts) }

  /// A section an experiment: which data, the table of both judgements, the reasons and the explanations.
  public var markdown: String {
    let sections = experiments.map { experiment in
      let table = VerdictTable(experiment.verdicts)
      return (["## `\(experiment.id)`: \(experiment.title)", experiment.data.text + "."] + table.markdownDocument)
        .joined(separator: "\n\n")
    }
    let missing = absent.map { "- `\($0)`" }.joined(separator: "\n")
    return
      (["# WideLimit, \(tier) tier", VerdictTable(verdicts).summary] + sections
      + (absent.isEmpty ? [] : ["## Without results", missing])).joined(separator: "\n\n")
  }
}
