import Failures
import Foundation
import Texts

/// Architecture files: `{ "layers": [ … ] }`, one object per layer with the layer's name as its key.
///
/// ```json
/// { "layers": [
///   {"dense": {"weightVariance": 1.45, "biasVariance": 0.28}},
///   {"repeat": {"count": 20, "layers": [
///     {"activation": "relu"},
///     {"dense": {"weightVariance": 1.45, "biasVariance": 0.28}}]}} ] }
/// ```
extension Architecture: Codable {
  /// - Throws: `ArchitectureFailure` for anything but a valid architecture; unknown keys are refused.
  public init(from decoder: any Decoder) throws {
    try self.init(try JSONValue(from: decoder))
  }

  private init(_ value: JSONValue) throws {
    let root = try LayerSettings(value, allowed: ["layers"], at: LayerPath())
    try self.init(layers: try LayerReader.layers(try root.list("layers"), at: LayerPath()))
  }

  /// Encodes the shortest spelling.
  ///
  /// - Throws: `ArchitectureFailure` for a custom nonlinearity, which has no form in files.
  public func encode(to encoder: any Encoder) throws {
    try JSONValue.object(["layers": try LayerWriter.json(layers, at: LayerPath())]).encode(to: encoder)
  }

  /// Reads an architecture from JSON text. `source` is what messages call it.
  ///
  /// - Throws: `ArchitectureFailure`.
  public init(json: Data, source: String) throws {
    do {
      try self.init(JSONValue(StrictJSON.tree(json, deepest: JSONValue.deepestNesting)))
    } catch let failure as ArchitectureFailure {
      throw failure.inFile(source)
    } catch let problem as JSONProblem {
      throw ArchitectureFailure(source: source, problem: ArchitectureProblem(problem))
    }
  }

  /// Reads an architecture file.
  ///
  /// - Throws: `ArchitectureFileFailure` if the file cannot be read, `ArchitectureFailure` for what is in it.
  public init(contentsOf file: URL) throws {
    let name = file.isFileURL ? file.relativePath : file.absoluteString
    try self.init(json: try ArchitectureFileReader.read(file, name: name), source: name)
  }

  /// The architecture as indented JSON with sorted keys, ready for a file.
  ///
  /// - Throws: `ArchitectureFailure` for a custom nonlinearity, which has no form in files.
  public func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }
}
