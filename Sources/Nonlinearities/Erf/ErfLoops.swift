/// erf and its slope (2/√π) e^{−x²}.
struct ErfLoops: NonlinearityLoops {
  @inline(__always) func value<S: ElementaryScalar>(_ x: S) -> S { S.errorFunction(x) }

  @inline(__always) func slope<S: ElementaryScalar>(_ x: S) -> S {
    S(2 / Double.pi.squareRoot()) * S.exponential(-x * x)
  }
}
