import Foundation

/// The file that tells procedural images from real ones in a folder.
enum ProceduralMarker {
  static let name = "PROCEDURAL"

  static func exists(in folder: URL) -> Bool {
    FileManager.default.fileExists(atPath: folder.appendingPathComponent(name).path)
  }

  static func text(seed: UInt64) -> String {
    "Images drawn by `widelimit`, no official data. Generator version 1, seed \(seed).\n"
  }
}
