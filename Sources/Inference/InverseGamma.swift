import Foundation

/// The law of s with 1/s ~ Gamma(a, b): density b^a s^{−a−1} e^{−b/s}/Γ(a).
public struct InverseGamma: Sendable, Hashable {
  /// a
  public let shape: Double
  /// b
  public let rate: Double

  /// - Throws: `GaussianProcessError.scalePrior` unless both are positive and finite.
  public init(shape: Double, rate: Double) throws {
    guard shape > 0, rate > 0, shape.isFinite, rate.isFinite else {
      throw GaussianProcessError.scalePrior(shape: shape, rate: rate)
    }
    (self.shape, self.rate) = (shape, rate)
  }

  /// b/(a − 1); infinite for a ≤ 1.
  public var mean: Double { shape > 1 ? rate / (shape - 1) : .infinity }
}
