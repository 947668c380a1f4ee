import ArgumentParser
import Experiments
import Foundation
import Results
import Suite

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Write results/<tier>/REPORT.md and index.html: tables and pictures, one section per experiment.")

  @OptionGroup var results: ResultsOptions

  @Option(
    help: ArgumentHelp(
      "Write the recorded results of the standard and paper tiers between the markers of this file.",
      valueName: "file"))
  var readme: String?

  func run() throws {
    let references = try ReferenceLibrary.ofWorkingTree()
    if let readme { try write(readme, references) }
    let settings = results.settings()
    let report = try TierReport(catalogue: Catalogue(allExperiments), settings: settings, references: references)
    guard !report.isEmpty else {
      // The README's tables need nothing but the recorded runs.
      if readme != nil { return }
      throw SuiteFailure.nothingToReport(tier: settings.tier, folder: report.folder.relativePath)
    }
    try report.write()
    for name in ["REPORT.md", "index.html"] { try Output.print(report.folder.appending(path: name).relativePath) }
  }

  private func write(_ readme: String, _ references: ReferenceLibrary) throws {
    let file = URL(filePath: readme)
    let table = try ReadmeTable(library: references).markdown(tiers: [Tier.standard, .paper].map(\.rawValue))
    let text = try ReadmeTable.replacing(in: String(contentsOf: file, encoding: .utf8), with: table)
    try Data(text.utf8).write(to: file, options: .atomic)
    try Output.print(readme)
  }
}
