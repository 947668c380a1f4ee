import Foundation
import Suite
import TestSupport
import Work

/// The procedural images of all benches: drawn, compressed, written and read once a process, which takes longer than
/// many an experiment on them. They are the same for all (`DatasetLibrary`), and no run writes among them.
package enum DrawnImages {
  package static let library: DatasetLibrary = {
    // A static value is never deinitialised.
    atexit { if let folder = DrawnImages.scratch?.url { try? FileManager.default.removeItem(at: folder) } }
    return DatasetLibrary(
      directory: nil, proceduralDirectory: folder, progress: ProgressDisplay(style: .quiet, write: { _ in }))
  }()

  /// Where they lie, a folder a data set.
  package static var folder: URL { scratch?.url ?? URL(filePath: "/nowhere") }

  private static let scratch = try? ScratchFolder()
}
