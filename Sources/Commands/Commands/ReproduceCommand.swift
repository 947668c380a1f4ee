import ArgumentParser
import Catalogue
import Datasets
import Failures
import Foundation
import Results
import Suite
import Work

struct ReproduceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reproduce",
    abstract: "Run experiments and compare them with the papers.",
    discussion: """
      Runs what is missing and nothing else, then prints the numbers beside the papers' and writes the report. Without \
      datasets it says so and runs on procedural images, which are never compared with a paper.

      A signal that ends a run lets the cell in work finish, for 20 s at most unless it is Ctrl-C; a second one does not.
      """)

  @Argument(
    help: ArgumentHelp("Experiments (lee2018/table2) or papers (lee2018); none: all of the tier.", valueName: "ids"))
  var ids: [String] = []

  @OptionGroup var results: ResultsOptions
  @OptionGroup var datasets: DatasetOptions

  // Unconditional, here and elsewhere: "-1" is a wrong number, not a missing one.
  @Option(parsing: .unconditional, help: ArgumentHelp("The root of all random numbers.", valueName: "n"))
  var seed: UInt64 = 0

  @Flag(help: "Download datasets that are not there.")
  var download = false

  @OptionGroup var threads: ThreadOptions

  @Option(
    help: ArgumentHelp(
      "Compute these sweeps of one experiment alone, and leave its file unfinished.", valueName: "names,…"))
  var sweeps: String?

  @Option(
    help: ArgumentHelp(
      "Compute these rows of one experiment alone (MNIST:50k), and leave its file unfinished.", valueName: "names,…"))
  var rows: String?

  @Flag(help: "Set aside the results that are there and compute them anew.")
  var fresh = false

  @Flag(help: "Show no progress.")
  var quiet = false

  func run() throws {
    let progress = ProgressDisplay.forStandardError(quiet: quiet)
    let settings = results.settings(rootSeed: seed, threads: threads.count)
    let selected = try catalogue.withSources(catalogue.select(ids, tier: settings.tier))
    let fetch: @Sendable (DatasetDescription, URL) throws -> Void = { name, directory in
      do {
        _ = try name.fetch(into: directory, progress: progress)
      } catch  where Interruption.ofProcess.isRequested {
        // Ctrl-C reaches the transfer too: that is no reason to go on with other images.
        throw SuiteFailure.downloadInterrupted(dataset: name.title)
      }
    }
    let library = DatasetLibrary(
      directory: try datasets.checkedDirectory(),
      proceduralDirectory: settings.results.appending(path: "procedural-datasets", directoryHint: .isDirectory),
      fetch: download ? fetch : nil,
      progress: progress)
    let runner = Runner(settings: settings, library: library, progress: progress, interruption: .ofProcess)
    let references = try? ReferenceLibrary.ofWorkingTree()
    if references == nil { progress.warn("Warning: results/reference not found; numbers are shown without verdicts") }
    let outcome = try Reproduction(
      runner: runner, references: references, progress: progress, fresh: fresh,
      sweeps: (sweeps ?? "").split(separator: ",").map(String.init),
      rows: (rows ?? "").split(separator: ",").map(String.init)
    ).run(selected)
    for (id, verdicts) in outcome.verdicts where !verdicts.isEmpty {
      try Output.print("\n\(id)\n\n\(VerdictTable(verdicts).text)")
    }
    if !outcome.verdicts.isEmpty {
      let report = try TierReport(catalogue: catalogue, settings: settings, references: references)
      for results in report.report.unusable { progress.warn("Warning: \(results.message)") }
      try report.write()
      progress.note("\nreport: \(report.folder.appending(path: "REPORT.md").relativePath)")
    }
    guard outcome.exitStatus == .done else {
      let failed = outcome.failures.map(\.id).joined(separator: ", ")
      // Of one experiment everything is said.
      ToolError.leave(
        outcome.exitStatus,
        saying: selected.count == 1
          ? nil : "\(outcome.failures.count) of \(selected.count) experiments failed: \(failed)")
    }
  }
}
