/// sin or cos: of a block with an angle beyond the reach of the polynomials by calls of the C library, which few
/// networks ever need.
struct SinusoidLoops: NonlinearityLoops {
  let isOdd: Bool

  func value<S: ElementaryScalar>(_ x: S) -> S { isOdd ? S.sine(x) : S.cosine(x) }
  func slope<S: ElementaryScalar>(_ x: S) -> S { isOdd ? S.cosine(x) : -S.sine(x) }

  func run(_ task: LoopTask<Float>, _ block: Block) { near(task, block).run(task, block) }
  func run(_ task: LoopTask<Double>, _ block: Block) { near(task, block).run(task, block) }

  @inline(__always)
  private func near<S: ElementaryScalar>(_ task: LoopTask<S>, _ block: Block) -> any NonlinearityLoops {
    if Self.hasLargeAngle(task, block) { return CalledLoops(definition: Sinusoid(parity: isOdd ? .odd : .even)) }
    return isOdd ? SineLoops() : CosineLoops()
  }

  @inline(__always)
  private static func hasLargeAngle<S: ElementaryScalar>(_ task: LoopTask<S>, _ block: Block) -> Bool {
    for i in 0..<block.rows {
      let first = i * block.stride
      let isLarge =
        switch task {
        case .activate(let a, let bias?, _): hasLarge(block.columns) { a[first + $0] + bias[$0] }
        case .activate(let a, nil, _): hasLarge(block.columns) { a[first + $0] }
        case .at(let x, _, _, _): hasLarge(block.columns) { x[first + $0] }
        case .scaleByValues: false
        }
      if isLarge { return true }
    }
    return false
  }

  @inline(__always)
  private static func hasLarge<S: ElementaryScalar>(_ count: Int, _ angle: (Int) -> S) -> Bool {
    var bits: S.RawSignificand = 0
    for j in 0..<count { bits |= S.isLargeAngle(angle(j)) }
    return bits != 0
  }
}

private struct SineLoops: NonlinearityLoops {
  @inline(__always) func value<S: ElementaryScalar>(_ x: S) -> S { S.sine(x) }
  @inline(__always) func slope<S: ElementaryScalar>(_ x: S) -> S { S.cosine(x) }
}

private struct CosineLoops: NonlinearityLoops {
  @inline(__always) func value<S: ElementaryScalar>(_ x: S) -> S { S.cosine(x) }
  @inline(__always) func slope<S: ElementaryScalar>(_ x: S) -> S { -S.sine(x) }
}
