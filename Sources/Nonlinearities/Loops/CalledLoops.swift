/// Loops of a φ that states none: a call for every number, in double precision.
struct CalledLoops: NonlinearityLoops {
  let definition: any NonlinearityDefinition

  func value<S: ElementaryScalar>(_ x: S) -> S { S(definition.value(Double(x))) }
  func slope<S: ElementaryScalar>(_ x: S) -> S { S(definition.slope(Double(x))) }
}
