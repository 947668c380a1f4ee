/// φ and its derivatives up to the fifth, where they are functions.
public struct HigherDerivatives: Sendable {
  private let form: any DerivativeForm

  /// nil where φ has a kink, or only φ′ is known.
  public init?(_ nonlinearity: Nonlinearity) {
    guard let form = nonlinearity.definition.higherDerivatives else { return nil }
    self.form = form
  }

  /// φ, φ′, φ″ and φ‴ at x.
  public func upToThird(_ x: Double) -> SIMD4<Double> { form.upToThird(x) }

  /// φ(x) to φ⁽⁵⁾(x), and two zeros.
  public func upToFifth(_ x: Double) -> SIMD8<Double> { form.upToFifth(x) }

  /// `upToThird` of each x, without a call by the protocol for each: those take as long as φ itself.
  /// - Parameter target: as many numbers as `x` has, or more.
  public func upToThird(_ x: [Double], into target: inout [SIMD4<Double>]) {
    precondition(target.count >= x.count, "a place for each argument")
    x.withUnsafeBufferPointer { x in target.withUnsafeMutableBufferPointer { form.fillThird(x, $0) } }
  }

  /// `upToFifth` of each x.
  /// - Parameter target: as many numbers as `x` has, or more.
  public func upToFifth(_ x: [Double], into target: inout [SIMD8<Double>]) {
    precondition(target.count >= x.count, "a place for each argument")
    x.withUnsafeBufferPointer { x in target.withUnsafeMutableBufferPointer { form.fillFifth(x, $0) } }
  }
}
