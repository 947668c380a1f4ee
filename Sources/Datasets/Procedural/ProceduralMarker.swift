import Foundation

/// The file that tells procedural images from real ones in a folder. It states how they were drawn.
enum ProceduralMarker {
  static let name = "PROCEDURAL"
  static let firstLine = "Images drawn by widelimit, no official data.\n"

  static func exists(in folder: URL) -> Bool {
    FileManager.default.fileExists(atPath: folder.appendingPathComponent(name).path)
  }

  static func text(in folder: URL) -> String? {
    try? String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
  }
}
