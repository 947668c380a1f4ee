/// A convolution: every output position is z = W x + b over a window of positions, with fan-in
/// window positions × channels.
///
/// *Definition.* K'[p, p'] = σ_w² mean over window places t of K[s p + t, s p' + t] + σ_b² with the stride s, a place
/// in the padding counting 0 (`zero`) or continued on the torus (`circular`); Θ as of `Dense` with the mean of Θ
/// likewise. Which places those are, and the size of what comes out, is `geometry(on:)`.
public struct Convolution: FreePart, WeightedLayer, Hashable {
  public typealias Ending = EndsWeighted

  public var kernelSize: WindowSize
  public var stride: WindowSize
  public var padding: Padding
  /// σ_w²
  public var weightVariance: Double
  /// σ_b²
  public var biasVariance: Double
  public var trainable: LayerLearning

  public init(
    kernelSize: WindowSize, stride: WindowSize = 1, padding: Padding = .zero, weightVariance: Double,
    biasVariance: Double = 0, trainable: LayerLearning = .ntk
  ) {
    (self.kernelSize, self.stride, self.padding) = (kernelSize, stride, padding)
    (self.weightVariance, self.biasVariance, self.trainable) = (weightVariance, biasVariance, trainable)
  }

  public var layer: Layer { .convolution(self) }

  /// a and b of `LayerLearning`.
  public var rates: (weights: Double, biases: Double) { ratesOfOwnVariances() }

  /// The layer's window on positions of a shape.
  /// - Throws: `ArchitectureFailure` with the layer's name, or its place if one is given, for vectors, for two extents
  ///   on a sequence and for windows that leave nothing.
  public func geometry(on shape: PositionShape, at path: LayerPath? = nil) throws -> WindowGeometry {
    try WindowGeometry(
      "kernelSize", kernelSize, stride: stride, padding: padding, on: shape, at: path ?? LayerPath().named(Self.key))
  }
}

extension Convolution {
  static let key = "convolution"
  static var settings: [String] { ["kernelSize", "stride", "padding"] + weightSettings }
  static var wholeSettings: [String] { ["kernelSize", "stride"] }

  static func standards(beside settings: [String: JSONValue]) -> [String: JSONValue] {
    ["biasVariance": .number(0), "stride": .number(1)]
  }

  init(_ settings: LayerSettings) throws {
    self.init(
      kernelSize: try settings.windowSize("kernelSize"), stride: try settings.windowSize("stride", default: 1),
      padding: try settings.padding(default: .zero), weightVariance: try settings.number("weightVariance"),
      biasVariance: try settings.number("biasVariance", default: 0), trainable: try settings.learning())
  }

  func written(at path: LayerPath) throws -> [String: JSONValue] {
    var settings = writtenWeights()
    settings["kernelSize"] = kernelSize.json
    if stride != 1 { settings["stride"] = stride.json }
    if padding != .zero { settings["padding"] = .text(padding.rawValue) }
    return settings
  }

  var needsPositions: Bool { true }

  func beyondSquares(isSequence: Bool) -> BeyondSquares? {
    if isSequence { return .windowOnSequence }
    guard squareSize == nil else { return nil }
    return BeyondSquares(
      "a stride, a window that is no odd square, or padding \"valid\"",
      instead: "use one odd \"kernelSize\" with stride 1 and padding \"zero\" or \"circular\"")
  }

  func check(at path: LayerPath) throws {
    // Kernels of images pad every plane by the reach; beyond this a slip of the hand would take all memory.
    for extent in kernelSize.extents {
      try require(
        (1...WindowSize.largestPadded).contains(extent), "kernelSize", Double(extent),
        "a whole number from 1 to \(WindowSize.largestPadded)", at: path)
    }
    for extent in stride.extents { try require(extent >= 1, "stride", Double(extent), "a whole number ≥ 1", at: path) }
    try checkWeights(at: path)
  }

  func shape(behind shape: PositionShape, at path: LayerPath) throws -> PositionShape {
    try geometry(on: shape, at: path).output
  }
}
