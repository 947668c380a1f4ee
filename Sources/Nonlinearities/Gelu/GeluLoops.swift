/// x Φ(x) and Φ(x) + x ϕ(x), with Φ(x) = ½ (1 + erf(x/√2)): right to the type's precision absolutely, the lower tail
/// without relative precision.
struct GeluLoops: NonlinearityLoops {
  @inline(__always) func value<S: ElementaryScalar>(_ x: S) -> S { x * distribution(x) }

  @inline(__always) func slope<S: ElementaryScalar>(_ x: S) -> S {
    let (half, factor) = (S(0.5), S(1 / (2 * Double.pi).squareRoot()))
    return distribution(x) + x * factor * S.exponential(-half * x * x)
  }

  @inline(__always)
  private func distribution<S: ElementaryScalar>(_ x: S) -> S {
    S(0.5) + S(0.5) * S.errorFunction(x * S(0.707_106_781_186_547_524))
  }
}
