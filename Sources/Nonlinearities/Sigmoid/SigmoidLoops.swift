/// By e^{−|x|}, which does not overflow. Near saturation a(1 − a) of the value a is right to the type's precision, not
/// to its last digit.
struct SigmoidLoops: NonlinearityLoops {
  @inline(__always) static func value<S: ElementaryScalar>(_ x: S, _ e: S) -> S { (x < 0 ? e : 1) / (1 + e) }

  @inline(__always) func value<S: ElementaryScalar>(_ x: S) -> S { Self.value(x, S.exponential(-x.magnitude)) }

  @inline(__always) func slope<S: ElementaryScalar>(_ x: S) -> S {
    let e = S.exponential(-x.magnitude)
    return e / ((1 + e) * (1 + e))
  }

  var valueTellsSlope: Bool { true }
  @inline(__always) func slope<S: ElementaryScalar>(ofValue a: S) -> S { a * (1 - a) }
}
