import Foundation
import Results

extension ReferenceLibrary {
  /// The reference numbers of the working tree: above the current folder, or else above the program.
  static func ofWorkingTree() throws -> ReferenceLibrary {
    let here = URL(filePath: FileManager.default.currentDirectoryPath, directoryHint: .isDirectory)
    let program = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    return try locate(above: [here, program])
  }
}
