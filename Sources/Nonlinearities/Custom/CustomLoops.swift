/// Calls of a user's own functions for every number.
struct CustomLoops: NonlinearityLoops {
  let custom: CustomNonlinearity

  @inline(__always) func value<S: ElementaryScalar>(_ x: S) -> S { S(custom.function(Double(x))) }
  @inline(__always) func slope<S: ElementaryScalar>(_ x: S) -> S { S(custom.derivative(Double(x))) }
}
