import Foundation
import Results
import Suite

/// A law's coefficient over seeds.
struct LawCoefficient: Sendable {
  /// One a seed.
  let values: [Double]
  /// What finite depth leaves open, as a 99 % bound; nil for a ratio, which is no limit.
  let drift: Double?

  /// A ratio.
  init(values: [Double]) { (self.values, drift) = (values, nil) }

  init(fits: [WindowedFit]) {
    values = fits.map(\.estimate)
    drift = fits.reduce(0) { $0 + $1.drift } / Double(fits.count)
  }

  var mean: Double { SampleMean(values).mean }

  /// Over seeds, and the drift as a 99 % bound of what finite depth leaves open: together normal, the few seeds' part
  /// widened to Student's. Values enter a fit while rounding is below 1e-3 of them, so no coefficient counts as better
  /// known than that.
  var standardError: Double? {
    guard let drift else { return SampleMean(values).standardError }
    return hypot(SampleMean.studentError(values) ?? 0, max(drift, TableLaw.largestError) / 2.576)
  }

  func score(key: String, title: String) -> Score {
    guard drift != nil else { return Score(key: key, meanOf: values, title: title) }
    return Score(key: key, value: mean, standardError: standardError, samples: values.count, title: title)
  }
}
