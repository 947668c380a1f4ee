/// e^{−x²} and −2x e^{−x²}.
struct GaussianLoops: NonlinearityLoops {
  @inline(__always) func value<S: ElementaryScalar>(_ x: S) -> S { S.exponential(-x * x) }

  @inline(__always) func slope<S: ElementaryScalar>(_ x: S) -> S {
    let square = x * x
    // Far out x times the smallest that the exponential gives would be no small number.
    return square > S.largestExponent ? 0 : -2 * x * S.exponential(-square)
  }
}
