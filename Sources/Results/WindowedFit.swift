/// A coefficient of an asymptotic law, fitted in windows that lie deeper and deeper.
///
/// A law such as y ≈ β₀ + β₁ log l + c/l holds for l → ∞; at finite depth what is left of the terms that were not fitted makes the
/// coefficient wrong by a bias without noise, of which the misfit of one window says nothing. The bias shows when the
/// window moves: with windows of equal width in `log l` the fit of one more term of 1/l falls by the same factor r from
/// window to window, so that
///
///     estimate = the last window's coefficient,   |bias| = drift / (r − 1) ≤ drift  for r ≥ 2,
///
/// where drift is the change from the window before. The drift is a bound on what the finite depth leaves open, not a
/// standard error.
public struct WindowedFit: Sendable, Equatable {
  /// The coefficient in each window, the shallowest first.
  public let coefficients: [Double]

  public var estimate: Double { coefficients[coefficients.count - 1] }

  public var drift: Double { (estimate - coefficients[coefficients.count - 2]).magnitude }

  /// - Parameters:
  ///   - abscissa: what windows are equal in (log l for powers of the depth, l for exponentials), increasing.
  ///   - basis: f_k at every point, one array a function.
  ///   - coefficient: which k is wanted.
  ///   - windows: at least 2.
  /// - Throws: `FitFailure`, `.tooFewPoints` where a window has fewer than one point more than coefficients.
  public init(
    abscissa: [Double], basis: [[Double]], values: [Double], coefficient: Int, windows: Int
  ) throws {
    precondition(windows >= 2, "one window shows no drift")
    guard let first = abscissa.first, let last = abscissa.last else {
      throw FitFailure.tooFewPoints(points: 0, coefficients: basis.count)
    }
    let width = (last - first) / Double(windows)
    // A border belongs to both its windows; the slack keeps it there in spite of rounding.
    let slack = 1e-9 * width
    coefficients = try (0..<windows).map { window in
      let (lower, upper) = (first + Double(window) * width - slack, first + Double(window + 1) * width + slack)
      let points = abscissa.indices.filter { abscissa[$0] >= lower && abscissa[$0] <= upper }
      let fit = try LeastSquaresFit(
        basis: basis.map { function in points.map { function[$0] } }, values: points.map { values[$0] })
      return fit.coefficients[coefficient]
    }
  }

  private init(coefficients: [Double]) { self.coefficients = coefficients }

  /// The same fit with the coefficient in another unit.
  public func scaled(by factor: Double) -> WindowedFit { WindowedFit(coefficients: coefficients.map { $0 * factor }) }
}
