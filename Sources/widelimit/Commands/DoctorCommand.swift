import ArgumentParser
import Foundation
import Suite

struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "What was found: cores, memory, BLAS and its kernel, HDF5, fonts, datasets and their digests.")

  @OptionGroup var datasets: DatasetOptions

  @Option(help: ArgumentHelp("The folder that receives results.", valueName: "dir"))
  var results: String = "results"

  func run() throws {
    let report = Diagnosis(datasets: datasets.directory, results: URL(filePath: results, directoryHint: .isDirectory))
    for finding in report.findings { try Output.print(finding.line) }
  }
}
