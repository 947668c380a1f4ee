/// What finite networks do with φ or φ′ at every number of a block.
package enum LoopTask<S> {
  /// a ← φ(a + b), b one row for all, nothing where it is nil; if `keeping` is not nil, a + b goes there.
  case activate(UnsafeMutablePointer<S>, bias: UnsafePointer<S>?, keeping: UnsafeMutablePointer<S>?)
  /// At the preactivations x; `source` is s, for `write` and `add`.
  case at(UnsafePointer<S>, LoopUse, source: UnsafePointer<S>?, target: UnsafeMutablePointer<S>)
  /// t ← t ∘ φ′ by the values a = φ(x), where these tell it.
  case scaleByValues(UnsafePointer<S>, target: UnsafeMutablePointer<S>)
}

package enum LoopUse: Sendable {
  /// t ← φ(x)
  case value
  /// t ← t φ′(x)
  case scale
  /// t ← s φ′(x)
  case write
  /// t ← t + s φ′(x)
  case add
}
