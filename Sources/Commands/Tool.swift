import ArgumentParser
import CStart
import Foundation
import HDF5
import Results
import Suite
import Work

/// The command-line tool: reads arguments, calls the suite, prints what it says. What starts it is a program of a few
/// lines, of which there are two: this one process, or the ranks of a job.
public struct Tool: ParsableCommand {
  public static let configuration = CommandConfiguration(
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

  public init() {}

  /// Does what the arguments say, and ends the process where that fails.
  public static func main() {
    if inspectedFiles() { return }
    prepare()
    run()
  }

  /// Reads files for another process of this program that asked for it, if one did.
  package static func inspectedFiles() -> Bool {
    guard let paths = RawArguments.paths(after: FileInspector.command) else { return false }
    FileInspector.run(paths)
    return true
  }

  /// Before anything else: what signals do.
  package static func prepare() {
    Signals.handle()
    inspectFiles()
  }

  /// How long work goes on after a signal, at most.
  package static var patience: Duration { .seconds(Int(Signals.patience)) }

  /// This process is one of several that end together.
  ///
  /// - Parameters:
  ///   - isFirst: whether it has the word; another only remembers signals (`Interruption.ofProcess`) until it is ended.
  ///   - ending: ends the others with a status, at once, where a signal ends this one in the midst of something.
  package static func join(isFirst: Bool, ending: @escaping @Sendable (Int32) -> Void) {
    LastWord.install(ending)
    if !isFirst { Signals.follow() }
  }

  /// From here on this process ends by itself: no signal changes its status or says anything.
  package static func isEnding() { Signals.end() }

  /// Has files looked at by another process of this program before they are opened.
  package static func inspectFiles() {
    FileInspection.install(
      FileInspection(command: [String(cString: start_program()), FileInspector.command]) {
        Interruption.ofProcess.isRequested
      })
  }

  /// Does what the arguments say.
  ///
  /// - Parameter isLeaving: is called with the status before the process ends, whichever it is.
  package static func run(isLeaving: @escaping @Sendable (Int32) -> Void = { _ in }) {
    ToolError.isLeaving.withLock { $0 = isLeaving }
    do {
      var command = try parseAsRoot(RawArguments.texts())
      try command.run()
      Signals.end()
      isLeaving(0)
    } catch {
      ToolError.exit(with: error)
    }
  }
}
