/// Keeps each unit with probability `keepProbability` and divides it by that probability.
public struct Dropout: FreePart, ReadFromSettings, Hashable {
  public typealias Ending = EndsChanged
  public var keepProbability: Double
  public init(keepProbability: Double) { self.keepProbability = keepProbability }
  public var layer: Layer { .dropout(keepProbability: keepProbability) }
}

extension Dropout {
  static let key = "dropout"
  static var settings: [String] { ["keepProbability"] }

  init(_ settings: LayerSettings) throws { self.init(keepProbability: try settings.number("keepProbability")) }

  func written(at path: LayerPath) throws -> [String: JSONValue] { ["keepProbability": .number(keepProbability)] }

  var keptShare: Double? { keepProbability }
  var cost: LayerCost { .factor }

  func check(at path: LayerPath) throws {
    try require(
      keepProbability > 0 && keepProbability <= 1, "keepProbability", keepProbability, "a number in (0, 1]", at: path)
  }

  func change(_ units: inout Units, at path: LayerPath) throws { units.kind = .changed(by: Self.key) }
}
