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
      "Also write the recorded results between the markers of this file.", valueName: "file"))
  var readme: String?

  func run() throws {
    let settings = results.settings()
    let references = try ReferenceLibrary.ofWorkingTree()
    let report = try TierReport(catalogue: Catalogue(allExperiments), settings: settings, references: references)
    guard !report.isEmpty else {
      throw SuiteFailure.nothingToReport(tier: settings.tier, folder: report.folder.relativePath)
    }
    try report.write()
    for name in ["REPORT.md", "index.html"] { try Output.print(report.folder.appending(path: name).relativePath) }
    guard let readme else { return }
    let file = URL(filePath: readme)
    let table = try ReadmeTable(library: references).markdown(tier: settings.tier.rawValue)
    let text = try ReadmeTable.replacing(in: String(contentsOf: file, encoding: .utf8), with: table)
    try Data(text.utf8).write(to: file, options: .atomic)
    try Output.print(readme)
  }
}
