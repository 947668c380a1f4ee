/// φ and its derivatives up to the fifth, where they are functions.
public struct HigherDerivatives: Sendable {
  private let definition: any NonlinearityDefinition

  /// nil where φ has a kink, and for a function of the user's, of which only φ′ is known.
  public init?(_ nonlinearity: Nonlinearity) {
    definition = nonlinearity.definition
    if definition.derivatives(0) == nil { return nil }
  }

  /// φ, φ′, φ″ and φ‴ at x.
  public func upToThird(_ x: Double) -> SIMD4<Double> { upToFifth(x).lowHalf }

  /// φ(x) to φ⁽⁵⁾(x), and two zeros.
  public func upToFifth(_ x: Double) -> SIMD8<Double> { definition.derivatives(x) ?? .zero }
}
