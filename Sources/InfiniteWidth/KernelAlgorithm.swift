/// How T(q, c) = E[φφ′] is evaluated.
public enum KernelAlgorithm: Sendable {
  /// Closed forms, or quadrature carried to rounding.
  case exact
}
