/// The mean, or the sum, over windows of positions.
///
/// *Definition.* K'[p, p'] = mean over window places t and t' of K[s p + t, s p' + t'], Θ likewise; of a sum times the
/// square of the number of places. A place in the padding counts 0 (`zero`) or is continued on the torus (`circular`),
/// and the mean divides by all places of the window, those in the padding too.
public struct AveragePooling: FreePart, ReadFromSettings, Hashable {
  public typealias Ending = EndsUnknown

  public var window: WindowSize
  /// nil for the window's own size, which then divides an image that is not padded.
  public var stride: WindowSize?
  public var padding: Padding
  public var sum: Bool

  public init(window: WindowSize, stride: WindowSize? = nil, padding: Padding = .valid, sum: Bool = false) {
    (self.window, self.stride, self.padding, self.sum) = (window, stride, padding, sum)
  }

  public var layer: Layer { .averagePooling(self) }

  /// The layer's window on positions of a shape.
  /// - Throws: `ArchitectureFailure` with the layer's name, or its place if one is given, for vectors, for two extents
  ///   on a sequence, for windows that leave nothing and for one that does not divide the image where no stride is
  ///   given.
  public func geometry(on shape: PositionShape, at path: LayerPath? = nil) throws -> WindowGeometry {
    let place = path ?? LayerPath().named(Self.key)
    let geometry = try WindowGeometry(
      "window", window, stride: stride ?? window, padding: padding, on: shape, at: place)
    guard stride == nil, padding == .valid else { return geometry }
    guard geometry.height.isDivided, geometry.width.isDivided else {
      throw ArchitectureFailure(
        path: place, problem: .windowDoesNotDivide(window: window.description, input: shape.positionsInWords))
    }
    return geometry
  }
}

extension AveragePooling {
  static let key = "averagePooling"
  static var settings: [String] { ["window", "stride", "padding", "sum"] }
  static var wholeSettings: [String] { ["window", "stride"] }

  static func standards(beside settings: [String: JSONValue]) -> [String: JSONValue] {
    settings["window"].map { ["stride": $0] } ?? [:]
  }

  init(_ settings: LayerSettings) throws {
    self.init(
      window: try settings.windowSize("window"), stride: try settings.optionalWindowSize("stride"),
      padding: try settings.padding(default: .valid), sum: try settings.boolean("sum", default: false))
  }

  func written(at path: LayerPath) throws -> [String: JSONValue] {
    var settings = ["window": window.json]
    if let stride { settings["stride"] = stride.json }
    if padding != .valid { settings["padding"] = .text(padding.rawValue) }
    if sum { settings["sum"] = .boolean(true) }
    return settings
  }

  var needsPositions: Bool { true }
  var cost: LayerCost { .nothing }

  func beyondSquares(isSequence: Bool) -> BeyondSquares? {
    if isSequence { return .windowOnSequence }
    guard squareSize == nil else { return nil }
    return BeyondSquares(
      "a stride or padding of its own, or a window that is no square",
      instead: "use one \"window\" that divides the image")
  }

  func check(at path: LayerPath) throws {
    for extent in window.extents {
      try require(extent >= 1, "window", Double(extent), "a whole number ≥ 1", at: path)
      try require(
        padding == .valid || extent <= WindowSize.largestPadded, "window", Double(extent),
        "a whole number from 1 to \(WindowSize.largestPadded) beside \"padding\": \"\(padding.rawValue)\"", at: path)
    }
    for extent in stride?.extents ?? [] {
      try require(extent >= 1, "stride", Double(extent), "a whole number ≥ 1", at: path)
    }
  }

  func change(_ units: inout Units, at path: LayerPath) throws {}

  func shape(behind shape: PositionShape, at path: LayerPath) throws -> PositionShape {
    try geometry(on: shape, at: path).output
  }
}
