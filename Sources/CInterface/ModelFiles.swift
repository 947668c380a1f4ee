import Foundation
import HDF5
import Platform
import Results
import UserData

/// The files of models that the interface reads, or writes in place of others. Each is looked at first by the command
/// `widelimit` beside the library, so that a damaged one ends that process and not the caller's. Where that command is
/// missing or cannot be started, files are opened without.
enum ModelFiles {
  private static let inspection: FileInspection? = command.map { command in
    FileInspection(command: [command, FileInspector.command], isRequired: false) {
      do { try EndRequest.current?.check() } catch { return true }
      return false
    }
  }

  private static var command: String? {
    let library = URL(filePath: Build.file).resolvingSymlinksInPath()
    let path = library.deletingLastPathComponent().appending(path: "widelimit").path
    return FileManager.default.isExecutableFile(atPath: path) ? path : nil
  }

  private static func inspecting<R>(_ body: () throws -> R) rethrows -> R {
    try inspection.map { try $0.run(body) } ?? body()
  }

  /// - Throws: as `FittedModel(contentsOf:threads:)`.
  static func read(_ url: URL, threads: Int) throws -> FittedModel {
    try inspecting { try FittedModel(contentsOf: url, threads: threads) }
  }

  /// - Throws: as `FittedModel.write`.
  static func write(_ model: FittedModel, to url: URL, threads: Int, warn: (String) -> Void) throws {
    try inspecting { try model.write(to: url, threads: threads, warn: warn) }
  }
}
