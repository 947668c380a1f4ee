/// max(x, 0) + log(1 + e^{−|x|}), which does not overflow, and its slope, the sigmoid.
struct SoftplusLoops: NonlinearityLoops {
  @inline(__always) func value<S: ElementaryScalar>(_ x: S) -> S {
    (x < 0 ? 0 : x) + S.logarithm(onePlus: S.exponential(-x.magnitude))
  }

  @inline(__always) func slope<S: ElementaryScalar>(_ x: S) -> S {
    SigmoidLoops.value(x, S.exponential(-x.magnitude))
  }
}
