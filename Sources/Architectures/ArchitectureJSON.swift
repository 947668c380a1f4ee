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
    let root = try LayerSettings(try JSONValue(from: decoder), allowed: ["layers"], at: LayerPath())
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
      let text = try StrictJSON.checked(json, deepest: JSONValue.deepestNesting)
      self = try JSONDecoder().decode(Architecture.self, from: text)
    } catch let failure as ArchitectureFailure {
      throw failure.inFile(source)
    } catch let problem as JSONProblem {
      throw ArchitectureFailure(source: source, problem: ArchitectureProblem(problem))
    } catch {
      throw ArchitectureFailure(source: source, problem: .notJSON(Self.reason(error)))
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

  /// One line of why the text is not JSON.
  private static func reason(_ error: any Error) -> String {
    guard case DecodingError.dataCorrupted(let context) = error else { return "\(error)".oneLine }
    let underlying = (context.underlyingError as? NSError)?.userInfo["NSDebugDescription"] as? String
    return (underlying ?? context.debugDescription).oneLine
  }
}

extension String {
  fileprivate var oneLine: String {
    var text = split(whereSeparator: \.isNewline).joined(separator: " ")
    while let last = text.last, last == "." || last == " " { text.removeLast() }
    return text
  }
}
