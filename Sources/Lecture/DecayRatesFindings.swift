import Foundation
import Plotting
import Results
import Suite

/// What `DecayRates` found: when networks forget.
struct DecayRatesFindings: Findings {
  let table, pictures: Table
  let settings: DecayRates.Settings

  init(_ tables: Tables, _ settings: DecayRates.Settings) throws {
    (table, pictures) = (try tables[DecayRates.networks], try tables[DecayRates.pictures])
    self.settings = settings
  }

  /// How many looks pass until a fit has fallen to half of its largest, between two looks by a straight line; all of
  /// them if it has not.
  static func halfTime(_ fits: [Double]) -> Double {
    let top = fits.indices.max { fits[$0] < fits[$1] } ?? 0
    guard let below = fits.indices.first(where: { $0 > top && fits[$0] < fits[top] / 2 }) else {
      return Double(fits.count - 1)
    }
    let (before, after) = (fits[below - 1], fits[below])
    return Double(below - 1) + (before - fits[top] / 2) / (before - after)
  }

  /// Steps between two looks.
  func interval(_ rule: DecayRule, _ inverseRate: Int) -> Double {
    Double(rule == .penalty ? inverseRate : settings.shareSteps)
  }

  /// Steps until the fit has fallen to half, by width and network.
  func steps(_ column: Column<Double>, _ rule: DecayRule, _ inverseRate: Int) throws -> [[Double]] {
    try settings.widths.map { width in
      try table.lists(
        column, by: DecayRates.network, DecayRates.rule == rule, DecayRates.width == width,
        DecayRates.inverseRate == inverseRate
      ).map { Self.halfTime($0) * interval(rule, inverseRate) }
    }
  }

  var scores: [Score] {
    get throws {
      try DecayRule.allCases.flatMap { rule in try settings.inverseRates.map { try ratio(rule, $0) } } + [slope]
    }
  }

  private func ratio(_ rule: DecayRule, _ inverseRate: Int) throws -> Score {
    let (own, limits) = (
      try steps(DecayRates.fit, rule, inverseRate), try steps(DecayRates.limitFit, rule, inverseRate)
    )
    let limit = try WidthLimit(
      widths: settings.widths, values: zip(own, limits).map { zip($0, $1).map { $0 / $1 } })
    return Score(
      key: "\(rule.rawValue)/rate1_\(inverseRate)/half_time", value: limit.value, standardError: limit.standardError,
      samples: limit.blocks,
      title: "\(rule.title), ηλ_max = 1/\(inverseRate): steps until half is forgotten over the limit's, n → ∞")
  }

  /// Between neighbouring rates, of the widest networks.
  private var slope: Score {
    get throws {
      let rates = settings.inverseRates
      let counts = try rates.map { try steps(DecayRates.fit, .penalty, $0)[settings.widths.count - 1] }
      let slopes = (1..<rates.count).map { place in
        let span = log(Double(rates[place]) / Double(rates[place - 1]))
        return zip(counts[place - 1], counts[place]).map { -log($1 / $0) / span }
      }
      let limit = try WidthLimit(widths: Array(rates.dropFirst()), values: slopes)
      return Score(
        key: "penalty/half_time/slope", value: limit.value, standardError: limit.standardError, samples: limit.blocks,
        title: "penalty λ: steps until half is forgotten, slope against η, log-log, η → 0")
    }
  }

  var figure: Figure? {
    get throws { try DecayRatesFigure(self).figure }
  }

  var narrative: String {
    """
    ReLU, one hidden layer, no biases, inputs (x, 1), σ_w² = \(settings.weightVariance.formatted), NTK parameterisation; \
    four points, full-batch gradient descent with weight decay towards 0: a penalty with λ = \
    \(settings.decay.formatted) λ_max, or a share of \(settings.decayShare.formatted) of the weights a step. \
    \(settings.networks) networks a width \(settings.widths.map(String.init).joined(separator: ", ")). The limit is the \
    recursion f ← cᴸ [f − (η/c) Θ_s (f − Y)], Θ_s = c^{2(L−1)s} Θ, c = 1 − ηλ, from the same initial functions (lines; \
    points are means over the widest networks). Ratios are the a of a + b/n, network by network over the wider half of \
    the widths; the slope is a + bη over the smaller half of the rates; an interval joins Student's 99 % over networks \
    with the change from the other half.
    """
  }
}
