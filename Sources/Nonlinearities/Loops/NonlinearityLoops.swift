/// φ and φ′ for finite networks, in the type's own precision. What is not a number stays so, or a diverging network
/// would pass for a sound one.
///
/// A type states its formulas for one number, which must neither branch nor call for loops around them to vectorise,
/// and be marked `@inline(__always)`. The loops below are compiled for each such type: they are requirements, so that a
/// block costs one call by the protocol, and the type must not be generic, or nothing would be compiled for it.
package protocol NonlinearityLoops: Sendable {
  /// φ(x)
  func value<S: ElementaryScalar>(_ x: S) -> S
  /// φ′(x)
  func slope<S: ElementaryScalar>(_ x: S) -> S
  /// Whether φ′ is a function of φ's value, so that nothing but the value needs to be kept.
  var valueTellsSlope: Bool { get }
  /// φ′(x) by a = φ(x), where `valueTellsSlope`.
  func slope<S: ElementaryScalar>(ofValue a: S) -> S

  func run(_ task: LoopTask<Float>, _ block: Block)
  func run(_ task: LoopTask<Double>, _ block: Block)
}

extension NonlinearityLoops {
  package var valueTellsSlope: Bool { false }
  @inline(__always) package func slope<S: ElementaryScalar>(ofValue a: S) -> S { .nan }

  package func run(_ task: LoopTask<Float>, _ block: Block) { loop(task, block) }
  package func run(_ task: LoopTask<Double>, _ block: Block) { loop(task, block) }

  @inline(__always)
  private func loop<S: ElementaryScalar>(_ task: LoopTask<S>, _ block: Block) {
    switch task {
    case .activate(let a, let bias, let kept): activate(a, bias, kept, block)
    case .at(let x, let use, let source, let target): at(x, use, source, target, block)
    case .scaleByValues(let a, let target):
      for i in 0..<block.rows {
        let (t, a) = (target + i * block.stride, a + i * block.stride)
        for j in 0..<block.columns { t[j] = t[j] * slope(ofValue: a[j]) }
      }
    }
  }

  @inline(__always)
  private func activate<S: ElementaryScalar>(
    _ a: UnsafeMutablePointer<S>, _ bias: UnsafePointer<S>?, _ kept: UnsafeMutablePointer<S>?, _ block: Block
  ) {
    for i in 0..<block.rows {
      let a = a + i * block.stride
      switch (bias, kept.map { $0 + i * block.stride }) {
      case (let b?, nil): for j in 0..<block.columns { a[j] = a[j] + b[j] }
      case (let b?, let z?):
        for j in 0..<block.columns {
          let x = a[j] + b[j]
          z[j] = x
          a[j] = x
        }
      case (nil, let z?): for j in 0..<block.columns { z[j] = a[j] }
      case (nil, nil): break
      }
      for j in 0..<block.columns { a[j] = value(a[j]) }
    }
  }

  @inline(__always)
  private func at<S: ElementaryScalar>(
    _ x: UnsafePointer<S>, _ use: LoopUse, _ source: UnsafePointer<S>?, _ target: UnsafeMutablePointer<S>,
    _ block: Block
  ) {
    for i in 0..<block.rows {
      let (t, x) = (target + i * block.stride, x + i * block.stride)
      switch (use, source.map { $0 + i * block.stride }) {
      case (.value, _): for j in 0..<block.columns { t[j] = value(x[j]) }
      case (.write, let s?): for j in 0..<block.columns { t[j] = s[j] * slope(x[j]) }
      case (.add, let s?): for j in 0..<block.columns { t[j] = t[j] + s[j] * slope(x[j]) }
      default: for j in 0..<block.columns { t[j] = t[j] * slope(x[j]) }
      }
    }
  }
}

extension Nonlinearity {
  /// Does `task`, in single or double precision; S is one of the two.
  @_specialize(where S == Float)
  @_specialize(where S == Double)
  package func run<S>(_ task: LoopTask<S>, _ block: Block) {
    let loops = definition.loops
    if let task = task as? LoopTask<Float> {
      loops.run(task, block)
    } else if let task = task as? LoopTask<Double> {
      loops.run(task, block)
    }
  }

  /// Whether `scaleByValues` can be done.
  package var valueTellsSlope: Bool { definition.loops.valueTellsSlope }
}
