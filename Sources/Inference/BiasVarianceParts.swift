/// What the mean square distance of an ensemble from a known function is made of, averaged over inputs and outputs:
///
///     E (f_t − f*)² = (E f_t − f*)² + Var f_t,
///
/// the variance apart by where it comes from, the initial functions or the noise of the data. In the infinite ensemble
/// f_t is linear in both, and they are independent: nothing is left over.
public struct BiasVarianceParts: Sendable, Equatable {
  public internal(set) var biasSquare, initialVariance, noiseVariance: Double

  public init(biasSquare: Double = 0, initialVariance: Double = 0, noiseVariance: Double = 0) {
    (self.biasSquare, self.initialVariance, self.noiseVariance) = (biasSquare, initialVariance, noiseVariance)
  }

  public var variance: Double { initialVariance + noiseVariance }
  public var sum: Double { biasSquare + variance }

  static func / (parts: Self, count: Double) -> Self {
    Self(
      biasSquare: parts.biasSquare / count, initialVariance: parts.initialVariance / count,
      noiseVariance: parts.noiseVariance / count)
  }
}
