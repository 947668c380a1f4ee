/// How the entries of a kernel are computed. The two ways agree within 4 ε of the diagonal where
/// the composed map is checked, and within 6 anywhere on the kernels of Lee et al. 2018 (both round).
public enum KernelPath: Sendable {
  /// `composed` where it is possible and the matrix is large enough to pay for it.
  case automatic
  /// Layer by layer, for inputs of any norms.
  case recursion
  /// The whole network as two piecewise polynomials in the input angle, where all inputs have one norm and the fit
  /// meets its bound; otherwise `recursion`.
  case composed
}
