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
      let isLarge: Bool
      // Pointers move before the loop: a sum of indices in it would be checked for overflow, and nothing vectorise.
      switch task {
      case .activate(let a, let bias?, _):
        let a = a + first
        isLarge = hasLarge(block.columns) { a[$0] + bias[$0] }
      case .activate(let a, nil, _):
        let a = a + first
        isLarge = hasLarge(block.columns) { a[$0] }
      case .at(let x, _, _, _):
        let x = x + first
        isLarge = hasLarge(block.columns) { x[$0] }
      case .scaleByValues: isLarge = false
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
