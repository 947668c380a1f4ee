/// max(x, 0)
struct ReLULoops: NonlinearityLoops {
  @inline(__always) func value<S: ElementaryScalar>(_ x: S) -> S { x < 0 ? 0 : x }
  @inline(__always) func slope<S: ElementaryScalar>(_ x: S) -> S { x > 0 ? 1 : 0 }
  var valueTellsSlope: Bool { true }
  @inline(__always) func slope<S: ElementaryScalar>(ofValue a: S) -> S { a > 0 ? 1 : 0 }
}

/// x for x > 0, `left` · x otherwise. Its sign tells its slope where `left` is not negative.
struct LeakyReLULoops: NonlinearityLoops {
  let left: Double

  @inline(__always) func value<S: ElementaryScalar>(_ x: S) -> S { x < 0 ? S(left) * x : x }
  @inline(__always) func slope<S: ElementaryScalar>(_ x: S) -> S { x > 0 ? 1 : S(left) }
  var valueTellsSlope: Bool { left >= 0 }
  @inline(__always) func slope<S: ElementaryScalar>(ofValue a: S) -> S { a > 0 ? 1 : S(left) }
}

/// `right` · x for x > 0, `left` · x otherwise.
struct AbReLULoops: NonlinearityLoops {
  let left, right: Double

  @inline(__always) func value<S: ElementaryScalar>(_ x: S) -> S { x < 0 ? S(left) * x : S(right) * x }
  @inline(__always) func slope<S: ElementaryScalar>(_ x: S) -> S { x > 0 ? S(right) : S(left) }
}

/// |x|
struct AbsLoops: NonlinearityLoops {
  @inline(__always) func value<S: ElementaryScalar>(_ x: S) -> S { x.magnitude }
  @inline(__always) func slope<S: ElementaryScalar>(_ x: S) -> S { x > 0 ? 1 : x < 0 ? -1 : 0 }
}

/// x
struct IdentityLoops: NonlinearityLoops {
  @inline(__always) func value<S: ElementaryScalar>(_ x: S) -> S { x }
  @inline(__always) func slope<S: ElementaryScalar>(_ x: S) -> S { 1 }
  var valueTellsSlope: Bool { true }
  @inline(__always) func slope<S: ElementaryScalar>(ofValue a: S) -> S { 1 }
}
