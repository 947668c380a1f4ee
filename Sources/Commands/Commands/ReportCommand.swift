import ArgumentParser
import Catalogue
import Foundation
import Platform
import Results
import Suite

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Write results/<tier>/REPORT.md, index.html and results.json: tables, pictures, provenance, all numbers.",
    discussion: """
      Results that cannot be shown are named in the report, which is written all the same, and end with status 65.

      --readme and --numbers write what is committed, from the recorded runs on real data. With one of them no results \
      are needed.
      """)

  @OptionGroup var results: ResultsOptions

  @Option(help: ArgumentHelp("Write the table of papers between the markers of this file.", valueName: "file"))
  var readme: String?

  @Option(help: ArgumentHelp("Write every recorded number into this file.", valueName: "file"))
  var numbers: String?

  func run() throws {
    let references = try ReferenceLibrary.ofWorkingTree()
    let tiers = Tier.allCases.map(\.rawValue)
    if let readme {
      let table = try ReadmeTable(library: references).markdown(tiers: tiers)
      let before = try OwnText.read(URL(filePath: readme))
      try write(ReadmeTable.replacing(in: before, of: readme, with: table), to: readme)
    }
    if let numbers {
      try OwnText.require(URL(filePath: numbers), saying: NumbersTable.title, meant: "table of numbers")
      try write(NumbersTable(library: references).markdown(tiers: tiers), to: numbers)
    }
    let settings = results.settings()
    let report = try TierReport(catalogue: catalogue, settings: settings, references: references)
    guard !report.isEmpty else {
      if readme != nil || numbers != nil { return }
      throw SuiteFailure.nothingToReport(tier: settings.tier, folder: report.folder.relativePath)
    }
    try report.write()
    for name in Report.fileNames { try Output.print(report.folder.appending(path: name).relativePath) }
    guard report.exitStatus != .done else { return }
    let complaints = report.report.unusable.map { "Error: \($0.message)" }
    ToolError.leave(report.exitStatus, saying: complaints.joined(separator: "\n"))
  }

  private func write(_ text: String, to file: String) throws {
    try AtomicReplacement.write(Data(text.utf8), to: URL(filePath: file))
    try Output.print(file)
  }
}
