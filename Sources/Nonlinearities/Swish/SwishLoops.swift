/// With σ(x) = 1/(1 + e⁻ˣ): x σ and σ + x σ(1 − σ).
struct SwishLoops: NonlinearityLoops {
  @inline(__always) func value<S: ElementaryScalar>(_ x: S) -> S {
    let x = held(x)
    return x * SigmoidLoops.value(x, S.exponential(-x.magnitude))
  }

  @inline(__always) func slope<S: ElementaryScalar>(_ x: S) -> S {
    let e = S.exponential(-x.magnitude)
    let inner = e / ((1 + e) * (1 + e))
    // Far out x times the smallest that the exponential gives would be no small number.
    let tail = x.magnitude > S.largestExponent ? 0 * e : x * inner
    return SigmoidLoops.value(x, e) + tail
  }

  /// Below, x σ(x) is nothing, and the exponential does not fall on.
  @inline(__always)
  private func held<S: ElementaryScalar>(_ x: S) -> S { x < -S.largestExponent ? -S.largestExponent : x }
}
