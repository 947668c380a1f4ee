import Foundation

/// The laws that kernels of deep networks follow in the depth l, and how each is fitted: which functions of l, which
/// coefficient, and what its windows are equal in.
public enum DepthLaw: Sendable, Hashable {
  /// y → a with y = a + b/l + c log l / l: the limit a.
  ///
  /// The logarithm is there because on the critical line 1 − c falls like 1/(βl) + O(log l / l²) (or the square of
  /// that).
  case limit
  /// y ~ l^p: the exponent p of log y = a + p log l + c/l; the last term takes a shift of the depth, (l + s)^p.
  case power
  /// y = a + c log l: the coefficient c.
  case logarithm
  /// y ~ e^{rl}: the rate r of log y = a + r l.
  case rate

  /// Windows that the depths are cut into. A limit has its terms written down, and its windows reach over a decade each
  /// where depths reach over three; an exponent needs as long a window as there is.
  var windows: Int { self == .power ? 2 : 3 }

  /// Fits the law to y at depths l, increasing.
  ///
  /// - Throws: `FitFailure`, also where the logarithm of a y that is not positive is asked for.
  public func fit(depths: [Double], values: [Double]) throws -> WindowedFit {
    let (one, inverse) = (depths.map { _ in 1.0 }, depths.map { 1 / $0 })
    let logarithms = depths.map { log($0) }
    switch self {
    case .limit:
      let mixed = zip(logarithms, inverse).map { $0 * $1 }
      return try WindowedFit(
        abscissa: logarithms, basis: [one, inverse, mixed], endsInCorrection: true, values: values, coefficient: 0,
        windows: windows)
    case .power:
      return try WindowedFit(
        abscissa: logarithms, basis: [one, logarithms, inverse], endsInCorrection: true, values: values.map { log($0) },
        coefficient: 1, windows: windows)
    case .logarithm:
      return try WindowedFit(
        abscissa: logarithms, basis: [one, logarithms], endsInCorrection: false, values: values, coefficient: 1,
        windows: windows)
    case .rate:
      return try WindowedFit(
        abscissa: depths, basis: [one, depths], endsInCorrection: false, values: values.map { log($0) }, coefficient: 1,
        windows: windows)
    }
  }
}
