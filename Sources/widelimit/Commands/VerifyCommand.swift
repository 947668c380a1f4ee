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
    var all: [Verdict] = []
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
    }
    try Output.print(VerdictTable(all).summary)
    if !all.allRecorded || (strict && !all.noneDiffers) { ToolError.leave(.verdictFailed) }
  }
}
