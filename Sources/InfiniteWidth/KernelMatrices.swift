import LinearAlgebra

/// The kernels between two lists of inputs, [n₁, n₂] each, float64; what was not asked for is nil.
public struct KernelMatrices: Sendable {
  public var nngp: Matrix<Double>?
  public var ntk: Matrix<Double>?
  /// How many pieces the composed functions of the angle have; nil if the recursion was used.
  public let pieceCount: Int?
}
