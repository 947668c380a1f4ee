/// What a layer's weights make of the variance q of the units before it, the same at all positions: σ_w² q + σ_b².
public struct LayerWeights: Sendable, Hashable {
  /// σ_w²; of weights behind weights their product.
  public let weightVariance: Double
  /// σ_b²
  public let biasVariance: Double
}
