import Nonlinearities

/// All that is known of one layer, but for its maps: its form in files, the rules for its settings, what it asks of the
/// units before it and makes of them, what it does to the shape, its weights, what it needs and costs.
///
/// `Layer.definition` and `LayerRegistry` name them all. What interprets layers (kernels, finite networks, the
/// mean-field theory) tells them apart by the cases of `Layer`; whoever asks a fact has it of `LayerFacts`.
protocol LayerDefinition: Sendable {
  /// The layer's key in an architecture file, by which messages name it.
  static var key: String { get }
  /// The keys of its settings.
  static var settings: [String] { get }
  /// Those of them that are whole numbers.
  static var wholeSettings: [String] { get }
  /// The numbers that a file may leave out, as they are beside the settings that it has.
  static func standards(beside settings: [String: JSONValue]) -> [String: JSONValue]
  /// What stands behind the layer's key, with numbers written out that it leaves out.
  static func completed(_ value: JSONValue, by form: FullForm, path: [String]) -> JSONValue

  /// Reads what stands behind the layer's key; without settings it is an empty object.
  /// - Parameter path: of the layer, its key included.
  static func read(_ value: JSONValue, at path: LayerPath) throws -> Layer
  /// The layer's settings in the shortest spelling: those that have their default are left out.
  func written(at path: LayerPath) throws -> [String: JSONValue]
  /// The whole layer in the shortest spelling; one without settings is its name.
  func json(at path: LayerPath) throws -> JSONValue

  var layer: Layer { get }
  /// The lists of layers inside it, and where they stand.
  func lists(at path: LayerPath) -> [(layers: [Layer], path: LayerPath)]
  /// The layer with repetitions written out.
  var expanded: [Layer] { get }
  /// How many layers that is, or nil past any number.
  /// - Parameter inner: of all layers inside it.
  func expandedCount(inner: Int) -> Int?
  /// Whether weights of its own, or of a layer inside it, are trained.
  var learns: Bool { get }
  /// Whether the width behind it does not follow from that before it.
  var settlesWidth: Bool { get }

  /// Weights of its own.
  var weights: LayerWeights? { get }
  /// φ that it applies to every unit.
  var elementwise: Nonlinearity? { get }
  /// The share of the units that a dropout keeps.
  var keptShare: Double? { get }
  /// Ways of the signal beside each other.
  var joined: (branches: [LayerBranch], join: BranchJoin)? { get }
  /// Whether it, or a layer inside it, takes positions and no vectors.
  var needsPositions: Bool { get }
  /// Whether a vector is left of the positions; what layers inside it do is not asked.
  var endsPositions: Bool { get }
  /// What is more in it than square windows on images, sums and concatenations (`SquareWindow`), and what would not be.
  func beyondSquares(isSequence: Bool) -> BeyondSquares?
  /// What it costs in a kernel of vectors, layers inside it included.
  var cost: LayerCost { get }

  /// Refuses settings that no input makes good.
  func check(at path: LayerPath) throws
  /// What it asks of the units before it, and what they are behind it.
  func change(_ units: inout Units, at path: LayerPath) throws
  /// The shape behind it.
  func shape(behind shape: PositionShape, at path: LayerPath) throws -> PositionShape
}

extension LayerDefinition {
  static var wholeSettings: [String] { [] }
  static func standards(beside settings: [String: JSONValue]) -> [String: JSONValue] { [:] }

  static func completed(_ value: JSONValue, by form: FullForm, path: [String]) -> JSONValue {
    form.settings(value, path: path, standards: standards)
  }

  func written(at path: LayerPath) throws -> [String: JSONValue] { [:] }

  func json(at path: LayerPath) throws -> JSONValue {
    let settings = try written(at: path)
    return settings.isEmpty ? .text(Self.key) : .object([Self.key: .object(settings)])
  }

  func lists(at path: LayerPath) -> [(layers: [Layer], path: LayerPath)] { [] }
  var expanded: [Layer] { [layer] }
  func expandedCount(inner: Int) -> Int? { inner + 1 }
  var learns: Bool { innerLayers.contains(where: \.learns) }
  var settlesWidth: Bool { weights != nil }

  var weights: LayerWeights? { nil }
  var elementwise: Nonlinearity? { nil }
  var keptShare: Double? { nil }
  var joined: (branches: [LayerBranch], join: BranchJoin)? { nil }
  var needsPositions: Bool { innerLayers.contains(where: \.needsPositions) }
  var endsPositions: Bool { false }
  func beyondSquares(isSequence: Bool) -> BeyondSquares? { nil }

  func check(at path: LayerPath) throws {}
  func shape(behind shape: PositionShape, at path: LayerPath) throws -> PositionShape { shape }

  var innerLayers: [Layer] { lists(at: LayerPath()).flatMap(\.layers) }

  /// - Throws: `ArchitectureProblem.outOfRange` with what is expected instead.
  func require(
    _ holds: Bool, _ key: String, _ value: Double, _ expected: String, at path: LayerPath
  ) throws {
    guard holds else {
      throw ArchitectureFailure(
        path: path, problem: .outOfRange(key: key, value: Spelling.number(value), expected: expected))
    }
  }

  func requireNotNegative(_ numbers: [(key: String, value: Double)], at path: LayerPath) throws {
    for (key, value) in numbers {
      try require(value.isFinite && value >= 0, key, value, "a finite number ≥ 0", at: path)
    }
  }
}

/// A layer whose value in a file is an object of its settings.
protocol ReadFromSettings: LayerDefinition {
  init(_ settings: LayerSettings) throws
}

extension ReadFromSettings {
  static func read(_ value: JSONValue, at path: LayerPath) throws -> Layer {
    try Self(LayerSettings(value, allowed: settings, at: path)).layer
  }
}
