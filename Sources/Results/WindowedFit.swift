/// A coefficient of an asymptotic law, fitted in windows that lie deeper and deeper.
///
/// A law such as y ≈ β₀ + β₁ log l + c/l holds for l → ∞; at finite depth what is left of the terms that were not
/// fitted makes the coefficient wrong by a bias without noise, of which the misfit of one window says nothing. The bias
/// shows in two ways: when the window moves, and when the law's last term, a correction, is left out. Where the bias
/// falls by a factor r ≥ 2 from window to window, and each correction takes at least half of what it leaves, each
/// change bounds what is left; either alone may vanish by accident, where coefficients turn around, so the larger one
/// counts:
///
///     estimate = the last window's coefficient,
///     drift    = max(|last − last but one|, |last − last without the correction|).
///
/// The drift is a bound on what the finite depth leaves open, not a standard error. It is none where the bias falls
/// more slowly, as that of a power fitted to (b + c log l)/l does, like 1/log l.
public struct WindowedFit: Sendable, Equatable {
  /// The coefficient in each window, the shallowest first.
  public let coefficients: [Double]
  /// The last window's coefficient without the correction; nil for a law without one.
  public let uncorrected: Double?

  public var estimate: Double { coefficients[coefficients.count - 1] }

  public var drift: Double {
    let change = (estimate - coefficients[coefficients.count - 2]).magnitude
    return uncorrected.map { max(change, (estimate - $0).magnitude) } ?? change
  }

  /// - Parameters:
  ///   - abscissa: what windows are equal in (log l for powers of the depth, l for exponentials), increasing.
  ///   - basis: f_k at every point, one array a function.
  ///   - endsInCorrection: whether the last function is a correction to the law.
  ///   - coefficient: which k is wanted.
  ///   - windows: at least 2.
  /// - Throws: `FitFailure`, `.tooFewPoints` where a window has fewer than one point more than coefficients.
  public init(
    abscissa: [Double], basis: [[Double]], endsInCorrection: Bool, values: [Double], coefficient: Int, windows: Int
  ) throws {
    precondition(windows >= 2, "one window shows no drift")
    guard let first = abscissa.first, let last = abscissa.last else {
      throw FitFailure.tooFewPoints(points: 0, coefficients: basis.count)
    }
    let width = (last - first) / Double(windows)
    // A border belongs to both its windows; the slack keeps it there in spite of rounding.
    let slack = 1e-9 * width
    func fitted(_ window: Int, _ basis: [[Double]]) throws -> Double {
      let (lower, upper) = (first + Double(window) * width - slack, first + Double(window + 1) * width + slack)
      let points = abscissa.indices.filter { abscissa[$0] >= lower && abscissa[$0] <= upper }
      let fit = try LeastSquaresFit(
        basis: basis.map { function in points.map { function[$0] } }, values: points.map { values[$0] })
      return fit.coefficients[coefficient]
    }
    coefficients = try (0..<windows).map { try fitted($0, basis) }
    uncorrected = endsInCorrection ? try fitted(windows - 1, Array(basis.dropLast())) : nil
  }

  private init(coefficients: [Double], uncorrected: Double?) {
    (self.coefficients, self.uncorrected) = (coefficients, uncorrected)
  }

  /// The same fit with the coefficient in another unit.
  public func scaled(by factor: Double) -> WindowedFit {
    WindowedFit(coefficients: coefficients.map { $0 * factor }, uncorrected: uncorrected.map { $0 * factor })
  }
}
