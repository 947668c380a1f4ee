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

  /// Over seeds, and the drift as a 99 % bound of what finite depth leaves open. Values enter a fit while rounding is
  /// below 1e-3 of them, so no coefficient counts as better known than that.
  var standardError: Double? {
    let error = SampleMean(values).standardError
    return drift.map { hypot(error ?? 0, max($0, TableLaw.largestError) / 2.576) } ?? error
  }

  func score(key: String, title: String) -> Score {
    Score(key: key, value: mean, standardError: standardError, samples: values.count, title: title)
  }
}
