/// Global self-attention over the positions, with as many heads as channels go to infinity.
///
/// Queries, keys and values are Q = X W_Q, K = X W_K and V = X W_V over positions X [positions, channels] with weights
/// of variance σ_Q², σ_K² and σ_V² over the fan-in, those of queries and keys the same but for their scale; a head is
/// ζ(Q Kᵀ / key channels) V, and the heads side by side go through weights of variance σ_O² and biases of σ_b².
///
/// *Definition* (Hron et al. 2020, "Infinite attention: NNGP and NTK for deep attention networks", the d⁻¹ scaling;
/// `GlobalSelfAttention` with `linear_scaling=True` of neural-tangents). With K the covariances between all positions
/// of x and x′, K_x those of x with itself, ζ of every row and G = ζ(σ_Q σ_K K_x), G′ = ζ(σ_Q σ_K K_x′),
///
///     K′ = σ_O² σ_V² G K G′ᵀ + σ_b²,   Θ′ = K′ + σ_O² σ_V² G K G′ᵀ + σ_O² σ_V² G Θ G′ᵀ
///
/// in the NTK parameterisation: values, output weights and biases learn; attention weights do not move in the limit.
public struct SelfAttention: FreePart, ReadFromSettings, Hashable {
  public typealias Ending = EndsWeighted

  /// ζ, which makes attention weights of products.
  public enum Mechanism: String, Sendable, Hashable, CaseIterable {
    /// exp(gₚₛ) / Σ exp(gₚₜ) over t.
    case softmax
    /// The products themselves.
    case identity
  }

  /// σ_Q²
  public var queryVariance: Double
  /// σ_K²
  public var keyVariance: Double
  /// σ_V²
  public var valueVariance: Double
  /// σ_O²
  public var outputVariance: Double
  /// σ_b²
  public var biasVariance: Double
  public var mechanism: Mechanism

  public init(
    queryVariance: Double = 1, keyVariance: Double = 1, valueVariance: Double = 1, outputVariance: Double = 1,
    biasVariance: Double = 0, mechanism: Mechanism = .softmax
  ) {
    (self.queryVariance, self.keyVariance, self.valueVariance) = (queryVariance, keyVariance, valueVariance)
    (self.outputVariance, self.biasVariance, self.mechanism) = (outputVariance, biasVariance, mechanism)
  }

  public var layer: Layer { .selfAttention(self) }
}

extension SelfAttention {
  static let key = "selfAttention"
  static var settings: [String] {
    ["queryVariance", "keyVariance", "valueVariance", "outputVariance", "biasVariance", "mechanism"]
  }

  init(_ settings: LayerSettings) throws {
    self.init(
      queryVariance: try settings.number("queryVariance", default: 1),
      keyVariance: try settings.number("keyVariance", default: 1),
      valueVariance: try settings.number("valueVariance", default: 1),
      outputVariance: try settings.number("outputVariance", default: 1),
      biasVariance: try settings.number("biasVariance", default: 0),
      mechanism: try settings.word("mechanism", default: .softmax))
  }

  static func standards(beside settings: [String: JSONValue]) -> [String: JSONValue] {
    Dictionary(uniqueKeysWithValues: SelfAttention().variances.map { ($0.key, .number($0.standard)) })
  }

  private var variances: [(key: String, value: Double, standard: Double)] {
    [
      ("queryVariance", queryVariance, 1), ("keyVariance", keyVariance, 1), ("valueVariance", valueVariance, 1),
      ("outputVariance", outputVariance, 1), ("biasVariance", biasVariance, 0),
    ]
  }

  func written(at path: LayerPath) throws -> [String: JSONValue] {
    var settings: [String: JSONValue] = [:]
    for (key, value, standard) in variances where value != standard { settings[key] = .number(value) }
    if mechanism != .softmax { settings["mechanism"] = .text(mechanism.rawValue) }
    return settings
  }

  var learns: Bool { true }
  /// Values and output; attention weights are a mean over positions.
  var weights: LayerWeights? {
    LayerWeights(weightVariance: outputVariance * valueVariance, biasVariance: biasVariance)
  }

  var needsPositions: Bool { true }
  var cost: LayerCost { .weights }

  func beyondSquares(isSequence: Bool) -> BeyondSquares? { BeyondSquares("attention", instead: "remove it") }

  func check(at path: LayerPath) throws { try requireNotNegative(variances.map { ($0.key, $0.value) }, at: path) }
  func change(_ units: inout Units, at path: LayerPath) throws { units = .weighted }

  func shape(behind shape: PositionShape, at path: LayerPath) throws -> PositionShape {
    guard shape != .vector else { throw ArchitectureFailure(path: path, problem: .needsPositions) }
    return shape
  }
}
