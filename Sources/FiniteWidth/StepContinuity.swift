import Nonlinearities

extension [Step] {
  /// Refuses a φ that jumps, whose slope is 0 beside the jump: before it nothing would learn, without a word.
  /// - Throws: `NonlinearityFailure.discontinuous`.
  func checkContinuity() throws {
    for step in self {
      switch step {
      case .activation(let nonlinearity): try nonlinearity.checkContinuity()
      case .branches(let branches, _): for branch in branches { try branch.checkContinuity() }
      case .dense, .convolution, .attention, .pooling, .layerNorm, .dropout: break
      }
    }
  }
}
