import Foundation
import MeanField
import Results
import Suite

/// What the laws of Table 1 say of the spectrum of m images at one point, where finite depth leaves little open.
///
/// All are of λ_max and λ_bulk, the mean of the rest, which depend on images through their correlations alone; λ_min is
/// that of the two images that are most alike.
struct SpectrumLaws {
  private let point: PhasePoint
  /// m
  private let size: Double

  init(_ point: PhasePoint, training: Int) { (self.point, size) = (point, Double(training)) }

  func scores(_ curve: SpectrumCurves.Curve, depths: [Double], _ score: Scorer) -> [Score] {
    guard let last = curve.isTrusted.lastIndex(of: true) else { return [] }
    let (largest, bulk, variance) = (curve.largest[last], curve.bulk[last], point.variance)
    let condition = largest / bulk
    switch (curve.phase, curve.kernel) {
    case (.ordered, .ntk):
      return [
        score(
          "lambda_max_ratio", largest * (1 - point.chi1) / (size * variance), "λ_max/(m p*) at the deepest depth")
      ]
        + exponent("bulk_kappa_exponent", curve, depths, score, "exponent of l in χ₁ˡ λ_max/λ_bulk") {
          $1 + $0 * log(point.chi1)
        }
    case (.ordered, .nngp):
      return [score("lambda_max_ratio", largest / (size * variance), "λ_max/(m q*) at the deepest depth")]
    case (.critical, .ntk):
      return [
        score("bulk_kappa_ratio", condition / ((size + 2) / 2), "λ_max/λ_bulk over (m + 2)/2 at the deepest depth")
      ]
    case (.critical, .nngp):
      return exponent("bulk_kappa_exponent", curve, depths, score, "exponent of l in λ_max/λ_bulk") { $1 }
    case (.chaotic, .ntk):
      // λ_max = p + (m − 1) p_ab and λ_bulk = p − p_ab.
      return [score("off_diagonal", (largest - bulk) / size, "(λ_max − λ_bulk)/m, which tends to p*_ab")]
    case (.chaotic, .nngp):
      let separation = point.fixedSeparation
      return [
        score(
          "bulk_kappa_ratio", condition / (1 + size * (1 - separation) / separation),
          "λ_max/λ_bulk over 1 + m c*/(1 − c*) at the deepest depth")
      ]
    }
  }

  /// The slope of a number in log l from l = 100 on, and from six depth scales on as in `TableLaw`; none of fewer than
  /// two depths.
  ///
  /// - Parameter number: of l and log(λ_max/λ_bulk).
  private func exponent(
    _ key: String, _ curve: SpectrumCurves.Curve, _ depths: [Double], _ score: Scorer, _ title: String,
    _ number: (Double, Double) -> Double
  ) -> [Score] {
    let first = max(100, TableLaw.leastDepthScales * (point.depthScale ?? 0))
    let fitted = depths.indices.filter { depths[$0] >= first && curve.isTrusted[$0] }
    let line = try? LeastSquaresFit.line(
      x: fitted.map { log(depths[$0]) },
      y: fitted.map { number(depths[$0], log(curve.largest[$0] / curve.bulk[$0])) })
    return line.map { [score(key, $0.coefficients[1], title)] } ?? []
  }
}
