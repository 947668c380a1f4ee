/// The derivatives of one φ, which its definition states. The loops are requirements, so that they are compiled for
/// each type that is not generic, with its formulas inside.
protocol DerivativeForm: Sendable {
  /// φ, φ′, φ″ and φ‴ at x.
  func upToThird(_ x: Double) -> SIMD4<Double>
  /// φ(x) to φ⁽⁵⁾(x), and two zeros.
  func upToFifth(_ x: Double) -> SIMD8<Double>

  func fillThird(_ x: UnsafeBufferPointer<Double>, _ target: UnsafeMutableBufferPointer<SIMD4<Double>>)
  func fillFifth(_ x: UnsafeBufferPointer<Double>, _ target: UnsafeMutableBufferPointer<SIMD8<Double>>)
}

extension DerivativeForm {
  @inline(__always) func upToThird(_ x: Double) -> SIMD4<Double> { upToFifth(x).lowHalf }

  func fillThird(_ x: UnsafeBufferPointer<Double>, _ target: UnsafeMutableBufferPointer<SIMD4<Double>>) {
    for i in x.indices { target[i] = upToThird(x[i]) }
  }

  func fillFifth(_ x: UnsafeBufferPointer<Double>, _ target: UnsafeMutableBufferPointer<SIMD8<Double>>) {
    for i in x.indices { target[i] = upToFifth(x[i]) }
  }
}
