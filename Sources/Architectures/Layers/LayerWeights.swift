/// What a layer's weights make of the variance q of the units before it: σ_w² q + σ_b², where all positions that it
/// looks at are equal and none lies beyond the edge. Attention whose weights are not a softmax has another power of q.
public struct LayerWeights: Sendable, Hashable {
  /// σ_w²; of weights behind weights their product.
  public let weightVariance: Double
  /// σ_b²
  public let biasVariance: Double
}
