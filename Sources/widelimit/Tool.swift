import ArgumentParser
import CStart
import Foundation
import HDF5
import Results
import Suite
import Work

/// The command-line tool: reads arguments, calls the suite, prints what it says.
@main struct Tool: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "widelimit",
    abstract: "Infinitely wide networks as kernels, measured against the papers.",
    discussion: """
      Results go to results/<tier>/<paper>/<artefact>.h5 with a picture beside each. A run can be interrupted at any \
      moment (Ctrl-C); the same command goes on where it stopped.

      Exit status: 0 done; 1 a verdict failed; 64 usage; 65 bad data; 66 input missing; 69 does not fit this machine; \
      74 input/output; 75 another run holds the lock; 77 no permission; 130 interrupted.
      """,
    version: Build.program,
    subcommands: [
      ListCommand.self, ReproduceCommand.self, VerifyCommand.self, ReportCommand.self, KernelCommand.self,
      JoinCommand.self, FitCommand.self, PredictCommand.self, SelectCommand.self, DiagnoseCommand.self,
      DataCommand.self, DoctorCommand.self,
    ])

  static func main() {
    if let paths = RawArguments.paths(after: FileInspector.command) { return FileInspector.run(paths) }
    Signals.handle()
    FileInspection.install(
      FileInspection(command: [String(cString: start_program()), FileInspector.command]) {
        Interruption.ofProcess.isRequested
      })
    do {
      var command = try parseAsRoot(RawArguments.texts())
      try command.run()
      Signals.end()
    } catch {
      ToolError.exit(with: error)
    }
  }
}
