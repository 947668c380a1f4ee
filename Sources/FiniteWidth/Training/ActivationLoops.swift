import Nonlinearities

typealias Block = Nonlinearities.Block

/// φ and φ′ over blocks: the loops of its definition (`NonlinearityLoops`).
enum ActivationLoops {
  /// a ← φ(a + b), b one row for all; if `kept` is not nil, a + b goes there.
  ///
  /// - Parameter nonlinearity: nil for the identity.
  static func addBias<S: TrainableScalar>(
    _ b: UnsafePointer<S>, apply nonlinearity: Nonlinearity?, _ a: UnsafeMutablePointer<S>,
    keeping kept: UnsafeMutablePointer<S>?, _ block: Block
  ) {
    (nonlinearity ?? .identity).run(.activate(a, bias: b, keeping: kept), block)
  }

  /// One of the `LoopUse`s at the preactivations x; `source` is s, for `write` and `add`.
  static func atPreactivations<S: TrainableScalar>(
    _ use: LoopUse, _ nonlinearity: Nonlinearity, _ x: UnsafePointer<S>, source: UnsafePointer<S>?,
    _ target: UnsafeMutablePointer<S>, _ block: Block
  ) {
    nonlinearity.run(.at(x, use, source: source, target: target), block)
  }

  /// t ← t ∘ φ′, where a = φ(x) tells φ′(x).
  static func scaleByDerivative<S: TrainableScalar>(
    _ nonlinearity: Nonlinearity, values a: UnsafePointer<S>, _ target: UnsafeMutablePointer<S>, _ block: Block
  ) {
    nonlinearity.run(.scaleByValues(a, target: target), block)
  }
}
