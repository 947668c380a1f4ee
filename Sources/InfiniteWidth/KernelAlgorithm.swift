import Nonlinearities

/// How T(q, c) = E[φφ′] is evaluated.
public enum KernelAlgorithm: Sendable {
  /// Closed forms, or quadrature carried to rounding.
  case exact
  /// The lookup table of Lee et al. 2018, Section 2.5: NNGP alone, inputs of one norm, dense layers and the table's
  /// nonlinearity. Kept to reproduce the paper's numbers; off by up to half at the variances of some of its rows.
  case lookupTable(LookupTable)
}
