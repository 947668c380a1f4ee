import ArgumentParser
import Experiments
import Results
import Suite

struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Both judgements of every number: against our recorded value, and against the paper.",
    discussion: """
      A number outside its recorded value, or without one, ends with status 1. What differs from the paper does so with \
      --strict alone.
      """)

  @Argument(help: ArgumentHelp("Experiments or papers; none: all of the tier.", valueName: "ids"))
  var ids: [String] = []

  @OptionGroup var results: ResultsOptions

  @Flag(help: "End with status 1 if a number differs from the paper, too.")
  var strict = false

  @Flag(help: "Write the numbers into results/reference, for later runs to be held against.")
  var record = false

  func run() throws {
    let settings = results.settings()
    let references = try ReferenceLibrary.ofWorkingTree()
    var (all, judged) = ([Verdict](), 0)
    for experiment in try Catalogue(allExperiments).select(ids, tier: settings.tier) {
      let finished = try FinishedExperiment(experiment, settings: settings)
      if record, try !finished.measurements.isEmpty { try references.record(finished.recordedRun()) }
      let verdicts = try finished.verdicts(references)
      guard !verdicts.isEmpty else { continue }
      let table = VerdictTable(verdicts)
      try Output.print("\(experiment.id)\n\n\(table.text)\n")
      if let complaint = table.complaint(file: references.referenceURL(for: experiment.id).relativePath) {
        try Output.print("\(complaint)\n")
      }
      all += verdicts
      judged += 1
    }
    if judged > 1 { try Output.print(VerdictTable(all).summary) }
    if let complaint = complaint(all, settings.tier) { ToolError.leave(.verdictFailed, saying: complaint) }
  }

  /// Why the status is 1 and what follows from it, in one line; `nil` if it is 0.
  private func complaint(_ verdicts: [Verdict], _ tier: Tier) -> String? {
    let outside = verdicts.count { $0.recorded == .outside }
    let missing = verdicts.count { $0.recorded == .missing }
    var parts: [String] = []
    if outside > 0 { parts.append("\(outside) outside the recorded values: find what changed them") }
    if missing > 0 {
      parts.append(
        "\(missing) without a recorded value in the \(tier.rawValue) tier: "
          + "`widelimit verify --tier \(tier.rawValue) --record` records this run's")
    }
    if strict && !verdicts.noneDiffers { parts.append("the paper's numbers differ, as told above") }
    return parts.isEmpty ? nil : "Error: of \(verdicts.count) numbers: " + parts.joined(separator: "; ")
  }
}
