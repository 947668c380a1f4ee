import LinearAlgebra

/// Which kernels are wanted: the NNGP kernel K (the prior's covariance), the neural tangent kernel Θ, or both.
public struct KernelQuantities: OptionSet, Sendable {
  public let rawValue: Int
  public init(rawValue: Int) { self.rawValue = rawValue }

  public static let nngp = KernelQuantities(rawValue: 1)
  public static let ntk = KernelQuantities(rawValue: 2)
  public static let both: KernelQuantities = [.nngp, .ntk]
}

/// How the entries of a kernel are computed. The two ways agree within 4 ε of the diagonal where
/// the composed map is checked, and within 6 anywhere on the kernels of Lee et al. 2018 (both round).
public enum KernelPath: Sendable {
  /// `composed` where it is possible and the matrix is large enough to pay for it.
  case automatic
  /// Layer by layer, for inputs of any norms.
  case recursion
  /// The whole network as two piecewise polynomials in the input angle, where all inputs have one norm and the fit meets its
  /// bound; otherwise `recursion`.
  case composed
}

/// The kernels between two lists of inputs, [n₁, n₂] each, float64; what was not asked for is nil.
public struct KernelMatrices: Sendable {
  public var nngp: Matrix<Double>?
  public var ntk: Matrix<Double>?
  /// How many pieces the composed functions of the angle have; nil if the recursion was used.
  public let pieceCount: Int?
}
