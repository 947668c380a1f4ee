/// Near saturation 1 − a² of the value a is right to the type's precision, not to its last digit; by x, 1/cosh² has all
/// digits.
struct TanhLoops: NonlinearityLoops {
  @inline(__always) func value<S: ElementaryScalar>(_ x: S) -> S { S.hyperbolicTangent(x) }

  @inline(__always) func slope<S: ElementaryScalar>(_ x: S) -> S {
    let e = S.exponential(-2 * x.magnitude)
    return 4 * e / ((1 + e) * (1 + e))
  }

  var valueTellsSlope: Bool { true }
  @inline(__always) func slope<S: ElementaryScalar>(ofValue a: S) -> S { 1 - a * a }
}
