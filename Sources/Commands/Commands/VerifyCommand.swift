import ArgumentParser
import Catalogue
import Results
import Suite

struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Both judgements of every number: against our recorded value, and against the paper.",
    discussion: """
      A number outside its recorded value or without one, and results that another program computed, end with status \
      1; what differs from the paper does so with --strict alone. Otherwise results that cannot be judged end with 65, \
      experiments without results with 66; both are named, and the rest is judged. In the formats other than text \
      standard output holds the document and nothing else.
      """)

  @Argument(help: ArgumentHelp("Experiments or papers; none: all of the tier.", valueName: "ids"))
  var ids: [String] = []

  @OptionGroup var results: ResultsOptions

  @Flag(help: "End with status 1 if a number differs from the paper, too.")
  var strict = false

  @Flag(help: "Write the numbers into results/reference, for later runs to be held against.")
  var record = false

  @Flag(help: "Judge what is complete of unfinished results, too.")
  var partial = false

  @Option(help: "How the verdicts are printed: one entry or test case a number.")
  var format: VerdictFormat = .text

  func run() throws {
    let settings = results.settings()
    let references = try ReferenceLibrary.ofWorkingTree()
    let verification = try Verification(
      catalogue.select(ids, tier: settings.tier), settings: settings, references: references,
      program: .current(threads: settings.threads), allowsPartial: partial, records: record, isStrict: strict)
    let tier = verification.tier
    for experiment in tier.experiments {
      let table = VerdictTable(experiment.verdicts)
      if format == .text { try Output.print("\(experiment.id)\n\n\(table.text)\n") }
      let file = references.referenceURL(for: experiment.id).relativePath
      if let complaint = table.complaint(file: file) { try tell(complaint) }
    }
    if let document = format.document(tier, isStrict: strict) {
      try Output.print(document)
    } else if tier.experiments.count > 1 {
      try Output.print(VerdictTable(tier.verdicts).summary)
    }
    guard verification.exitStatus != .done else { return }
    let complaints = verification.complaints.map { "Error: \($0)" }
    ToolError.leave(verification.exitStatus, saying: complaints.joined(separator: "\n"))
  }

  /// A line among the verdicts in text; standard output of the other formats is the document alone.
  private func tell(_ line: String) throws {
    if format == .text { try Output.print(line + "\n") } else { ToolError.warn(line) }
  }
}
