import ArgumentParser
import Catalogue
import Results
import Suite

struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Both judgements of every number: against our recorded value, and against the paper.",
    discussion: """
      A number outside its recorded value, or without one, ends with status 1. What differs from the paper does so \
      with --strict alone. Experiments without results are named at the end, which then has status 66. In the formats other \
      than text standard output holds the document and nothing else.
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
    var judged: [JudgedExperiment] = []
    var (absent, failures) = ([String](), [SuiteFailure]())
    for experiment in try catalogue.select(ids, tier: settings.tier) {
      let finished: FinishedExperiment
      do {
        finished = try FinishedExperiment(
          experiment, settings: settings, references: references, allowsPartial: partial)
      } catch let failure as SuiteFailure {
        guard case .noResults(let owner, _, _) = failure else { throw failure }
        // One that was not run says nothing about the others. Several views may lack the same one.
        if !absent.contains(owner) { absent.append(owner) }
        failures.append(failure)
        continue
      }
      if record, try !finished.scores.isEmpty { try references.record(finished.recordedRun()) }
      if let note = try finished.foreignness(to: .current(threads: settings.threads)) { ToolError.warn("Warning: \(note)") }
      let numbers = try finished.judged(references)
      guard !numbers.verdicts.isEmpty else { continue }
      judged.append(numbers)
      if format == .text { try Output.print("\(numbers.id)\n\n\(VerdictTable(numbers.verdicts).text)\n") }
      let file = references.referenceURL(for: experiment.id).relativePath
      if let complaint = VerdictTable(numbers.verdicts).complaint(file: file) { try tell("\(complaint)\n") }
    }
    let tier = JudgedTier(tier: settings.tier.rawValue, experiments: judged, absent: absent)
    if let document = format.document(tier, isStrict: strict) {
      try Output.print(document)
    } else if judged.count > 1 {
      try Output.print(VerdictTable(tier.verdicts).summary)
    }
    if let complaint = complaint(tier.verdicts, settings.tier) {
      if absent.isEmpty { ToolError.leave(.verdictFailed, saying: "Error: \(complaint)") }
      try tell(complaint)
    }
    if let failure = failures.first {
      throw absent.count == 1 ? failure : .noResultsOfSeveral(experiments: absent, tier: settings.tier)
    }
  }

  /// A line among the verdicts in text; a document says the same by its entries.
  private func tell(_ line: String) throws { if format == .text { try Output.print(line) } }

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
    return parts.isEmpty ? nil : "of \(verdicts.count) numbers: " + parts.joined(separator: "; ")
  }
}
