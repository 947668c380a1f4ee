import Foundation

/// A folder of JSON files with values from an independent source.
public enum GoldenFolder {
  public struct Unreadable: Error, CustomStringConvertible {
    public let file: String
    public let reason: String
    public var description: String { "\(file): \(reason)" }
  }

  /// Every JSON file of a folder, by name. A file that cannot be read is an error, never a case less.
  ///
  /// - Parameter folder: nil where the bundle has none, which is an error too.
  /// - Throws: `Unreadable`, naming the file, or the folder of a test that would have no case.
  public static func read<Value: Decodable>(_ folder: URL?, as type: Value.Type = Value.self) throws -> [Value] {
    guard let folder else { throw Unreadable(file: "golden folder", reason: "it is not in the bundle") }
    let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
    let json = files.filter { $0.pathExtension == "json" }
    if json.isEmpty { throw Unreadable(file: folder.lastPathComponent, reason: "it holds no JSON file") }
    return try json.sorted { $0.path < $1.path }.map { file in
      do {
        return try JSONDecoder().decode(Value.self, from: Data(contentsOf: file))
      } catch {
        throw Unreadable(file: file.lastPathComponent, reason: "\(error)")
      }
    }
  }
}
