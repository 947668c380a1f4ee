/// What a nonlinearity costs in a kernel of vectors of different norms.
public struct NonlinearityCost: Sendable, Equatable {
  /// Seconds of one core for ρ and Ṫ of a pair: between what was measured with AVX-512 and with AVX2, which take half
  /// and twice of it at most.
  public let secondsPerPair: Double
  /// Bytes that its duals keep of an input on one side.
  public let bytesPerInput: Int
}

extension Nonlinearity {
  public var cost: NonlinearityCost { definition.cost }
}
