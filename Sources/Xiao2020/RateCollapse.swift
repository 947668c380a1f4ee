import Foundation

/// Between which two neighbouring rates of a sweep something collapses.
struct RateCollapse {
  /// nil: at every rate.
  private let last: Double?
  /// nil: at none of the rates.
  private let next: Double?

  /// - Parameters:
  ///   - rates: ascending.
  ///   - stable: how many come before the collapse.
  init(_ rates: [Double], stable: Int) {
    last = stable > 0 ? rates[stable - 1] : nil
    next = stable < rates.count ? rates[stable] : nil
  }

  /// The geometric mean of the two; 0 or infinite if the collapse lies before or beyond the sweep.
  var rate: Double { ((last ?? 0) * (next ?? .infinity)).squareRoot() }

  /// "between ρ = 1.000 and 1.259", ρ the rate in units of 2/λ_max of the analytic kernel.
  var words: String {
    func text(_ rate: Double) -> String { String(format: "%.3f", rate) }
    return switch (last, next) {
    case (let last?, let next?): "between ρ = \(text(last)) and \(text(next))"
    case (let last?, nil): "beyond ρ = \(text(last))"
    case (nil, let next?): "before ρ = \(text(next))"
    case (nil, nil): "at no rate"
    }
  }
}
