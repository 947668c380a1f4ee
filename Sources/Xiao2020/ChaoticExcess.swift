import Foundation
import MeanField
import Results

/// How κ − 1 falls in panel a of Figure 1: κ = 1 + O(χ₁^−l) (Xiao et al. 2020, Table 1), with and without pooling.
struct ChaoticExcess {
  private let from: Double
  private let logChi1: Double

  init(_ settings: Figure1.Settings) throws {
    from = Double(settings.shallowDepths.last) / 2
    logChi1 = log(try Figure1.randomPoint(.chaotic, settings).chi1)
  }

  /// The slope of log(κ − 1) in l over log χ₁, which the law has −1: in the deeper half of the panel, as far as κ of m
  /// inputs, formed from eigenvalues that are good to m ε, leaves κ − 1 three digits.
  ///
  /// - Throws: `FitFailure` where too few depths are left.
  func rate(depths: [Double], conditions: [Double], size: Int) throws -> Double {
    let rounding = Double(size) * .ulpOfOne / TableLaw.largestError
    let fitted = zip(depths, conditions).filter { $0 >= from && $0 <= 2 * from && $1 - 1 >= rounding }
    let line = try LeastSquaresFit.line(x: fitted.map { $0.0 }, y: fitted.map { log($0.1 - 1) })
    return line.coefficients[1] / logChi1
  }
}
