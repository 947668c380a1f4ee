import Glibc

extension Nonlinearity {
  /// e^{−x²}
  public static let gaussian = Nonlinearity.custom(
    CustomNonlinearity(
      name: "gaussian", numbers: [],
      function: { exp(-$0 * $0) },
      derivative: { -2 * $0 * exp(-$0 * $0) }))
}
