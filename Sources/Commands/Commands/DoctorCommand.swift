import ArgumentParser
import Foundation
import LinearAlgebra
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
    for finding in report.findings + group { try Output.print(finding.line) }
  }

  /// What carries several processes, if this is the first of them.
  private var group: [Diagnosis.Finding] {
    CurrentProcessGroup.value?.facts.map { Diagnosis.Finding($0.subject, $0.text, isWarning: $0.isWarning) }
      ?? [Diagnosis.Finding("MPI", "not in this program; `make cluster` builds widelimit-mpi, which has it")]
  }
}
