import Foundation
import Results

/// The slope of log quantity against log width, fitted seed by seed in two windows of widths.
///
/// A law such as n^{−1/2} holds for n → ∞. Its estimate is the slope over the wider half of the widths; the change from
/// the narrower half, of the mean over seeds, bounds what finite width leaves open (`WindowedFit`).
package struct WidthScaling: Sendable {
  /// The mean over seeds of the slope.
  package let slope: Double
  /// √(a² + b²) with 2.576 a the half width of Student's 99 % interval over seeds and 2.576 b the drift.
  package let standardError: Double
  package let seeds: Int

  /// - Parameter values: of every width the quantity in every seed's network.
  /// - Throws: `FitFailure` for fewer than three widths in a half, or a quantity that is not positive.
  package init(widths: [Int], values: [[Double]]) throws {
    let abscissa = widths.map { log(Double($0)) }
    let logarithms = values.map { $0.map { log($0) } }
    func fit(_ ordinates: [Double]) throws -> WindowedFit {
      try WindowedFit(
        abscissa: abscissa, basis: [abscissa.map { _ in 1 }, abscissa], endsInCorrection: false, values: ordinates,
        coefficient: 1, windows: 2)
    }
    seeds = logarithms.first?.count ?? 0
    let sample = SampleMean(try (0..<seeds).map { seed in try fit(logarithms.map { $0[seed] }).estimate })
    slope = sample.mean
    let drift = try fit(logarithms.map { $0.reduce(0, +) / Double($0.count) }).drift
    let factor = seeds > 1 ? StudentT.quantile(twoSided: 0.99, degreesOfFreedom: seeds - 1) / 2.576 : 0
    standardError = hypot(factor * (sample.standardError ?? 0), drift / 2.576)
  }
}
