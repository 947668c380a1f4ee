import Results

/// One law of Xiao et al. 2020, Table 1: the numbers to fit by depth, the law that they should follow, and what the
/// fitted coefficient is measured in, so that the law says 1, −1, 0 or a limit.
struct TableLaw: Sendable {
  /// What decides how deep a value can be trusted.
  enum Trust: Sendable {
    /// The eigenvalues: λ_min has an error of up to m ε λ_max, so its relative error is κ m ε.
    case spectrum
    /// The difference κ − 1 of eigenvalues that become equal.
    case excess
    /// The mean predictor, which cancels where labels of mean zero meet equal entries.
    case predictor
  }

  /// The last part of the measurement's key.
  let name: String
  let title: String
  /// The row of the paper's table.
  let row: Row
  /// As the paper writes the law; for what its table does not have, as theory does.
  let expression: String
  let fit: DepthLaw
  var unit = 1.0
  var trust = Trust.spectrum
  let value: @Sendable (KernelAtDepth) -> Double

  enum Row: String, CaseIterable, Sendable {
    case lambdaMax = "λ_max"
    case lambdaBulk = "λ_bulk"
    case condition = "κ"
    case predictor = "P(Θ)Y"
  }

  /// The relative error that rounding may have at most in a value that is fitted.
  static let largestError = 1e-3

  /// From so many depth scales on theory, which is asymptotic, is fitted: e⁻⁶ of what the inputs were is left there.
  static let leastDepthScales = 6.0

  /// The law's coefficient in series of m training inputs by depth, one a seed.
  ///
  /// Rounding grows with depth: from the first value on that is not trusted none is used, and none before
  /// `leastDepthScales`.
  ///
  /// - Throws: `FitFailure` where too few depths are left.
  func coefficient(of series: [[KernelAtDepth]], training m: Int, depthScale: Double?) throws -> LawCoefficient {
    LawCoefficient(
      fits: try series.map { kernels in
        let fitted = kernels.prefix { isTrusted($0, m) }.filter {
          $0.depth >= Self.leastDepthScales * (depthScale ?? 0)
        }
        return try fit.fit(depths: fitted.map(\.depth), values: fitted.map(value)).scaled(by: 1 / unit)
      })
  }

  private func isTrusted(_ kernel: KernelAtDepth, _ m: Int) -> Bool {
    let rounding = Double(m) * Double.ulpOfOne
    guard kernel.condition > 0, kernel.condition * rounding <= Self.largestError else { return false }
    switch trust {
    case .spectrum: return true
    case .excess: return (kernel.condition - 1) * Self.largestError >= rounding
    case .predictor: return kernel.predictor * Self.largestError >= kernel.predictorRounding
    }
  }
}
