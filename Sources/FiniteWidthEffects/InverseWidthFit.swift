import Foundation
import Results
import Suite

/// lim q(n) of a quantity that was measured at several widths n: q = c + c′/n + c″/n², by least squares with the
/// errors of the measurements.
///
/// The error joins what the measurements leave open, enlarged where they scatter about the fit by more than their
/// errors, with what the fit leaves open: the change of c where the narrowest networks are left out.
struct InverseWidthFit {
  /// c
  let value: Double
  /// √(a² + b²) with a the error by the measurements and 2.576 b the change.
  let standardError: Double
  /// c, c′, c″
  let coefficients: [Double]

  /// - Parameter samples: independent measurements, by width.
  /// - Throws: `FitFailure` for fewer than five widths or values that are not finite.
  init(widths: [Int], samples: [[Double]]) throws {
    func fit(_ kept: Range<Int>) throws -> (coefficients: [Double], error: Double) {
      let means = samples[kept].map { SampleMean($0) }
      let weights = samples[kept].map { 1 / (SampleMean.studentError($0) ?? .nan) }
      let inverse = widths[kept].map { 1 / Double($0) }
      let fit = try LeastSquaresFit(
        basis: [0.0, 1, 2].map { power in zip(inverse, weights).map { pow($0, power) * $1 } },
        values: zip(means, weights).map { $0.mean * $1 })
      return (fit.coefficients, fit.standardErrors[0] * max(1, 1 / fit.residualDeviation))
    }
    let all = try fit(0..<widths.count)
    let wide = try fit(1..<widths.count)
    coefficients = all.coefficients
    value = all.coefficients[0]
    standardError = hypot(all.error, (value - wide.coefficients[0]) / 2.576)
  }

  /// c + c′/n + c″/n²
  func callAsFunction(inverseWidth x: Double) -> Double {
    coefficients[0] + x * (coefficients[1] + x * coefficients[2])
  }
}
