/// Layers several times in a row, `Layer.repeated`.
public struct Repeat<Ending: PartEnding>: FreePart {
  public let layer: Layer
  public init(_ count: Int, @ArchitectureBuilder _ layers: () -> Layers<Ending>) {
    layer = .repeated(count: count, layers: layers().layers)
  }
}

/// `layers`, `count` times in a row, each time with weights of their own.
struct Repetition: ReadFromSettings {
  static let key = "repeat"
  static var settings: [String] { ["count", "layers"] }
  static var wholeSettings: [String] { ["count"] }

  let count: Int
  let layers: [Layer]
  var layer: Layer { .repeated(count: count, layers: layers) }
}

extension Repetition {
  init(_ settings: LayerSettings) throws {
    self.init(
      count: try settings.wholeNumber("count"),
      layers: try LayerReader.layers(try settings.list("layers"), at: settings.path))
  }

  func written(at path: LayerPath) throws -> [String: JSONValue] {
    ["count": .number(Double(count)), "layers": try LayerWriter.json(layers, at: path)]
  }

  func lists(at path: LayerPath) -> [(layers: [Layer], path: LayerPath)] { [(layers, path)] }

  var expanded: [Layer] {
    let once = layers.expanded
    return (0..<count).flatMap { _ in once }
  }

  func expandedCount(inner: Int) -> Int? {
    let (count, overflow) = inner.multipliedReportingOverflow(by: count)
    return overflow ? nil : count
  }

  var cost: LayerCost { count * layers.cost }

  func check(at path: LayerPath) throws {
    try require(count >= 1, "count", Double(count), "a whole number ≥ 1", at: path)
    guard !layers.isEmpty else { throw ArchitectureFailure(path: path, problem: .noLayers("it")) }
  }

  func change(_ units: inout Units, at path: LayerPath) throws {
    // What a body hands on depends on what it gets only if no layer in it decides: two rounds show every round.
    for _ in 0..<min(count, 2) { try units.pass(layers, at: path) }
  }

  func shape(behind shape: PositionShape, at path: LayerPath) throws -> PositionShape {
    var shape = shape
    // A round that leaves the shape as it was leaves it in every further round.
    for _ in 0..<count {
      let before = shape
      shape = try shape.behind(layers, at: path)
      if shape == before { break }
    }
    return shape
  }
}
