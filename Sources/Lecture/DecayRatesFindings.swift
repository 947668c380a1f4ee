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

  /// How many looks pass until a fit that starts at 0 has fallen to half of its largest, between two looks by a
  /// straight line; nil if it has not.
  static func halfTime(_ fits: [Double]) -> Double? {
    guard let top = fits.indices.max(by: { fits[$0] < fits[$1] }),
      let below = fits.indices.first(where: { $0 > top && fits[$0] < fits[top] / 2 })
    else { return nil }
    let (before, after) = (fits[below - 1], fits[below])
    return Double(below - 1) + (before - fits[top] / 2) / (before - after)
  }

  /// Steps until the fit has fallen to half, by width and network.
  func steps(_ rule: DecayRule, _ inverseRate: Int) throws -> [[Double?]] {
    try settings.widths.map { width in
      try table.lists(
        DecayRates.fit, by: DecayRates.network, DecayRates.rule == rule, DecayRates.width == width,
        DecayRates.inverseRate == inverseRate
      ).map { Self.halfTime($0).map { $0 * Double(settings.interval(rule, inverseRate)) } }
    }
  }

  /// The limit's fits, the same at all widths.
  func limitFits(_ rule: DecayRule, _ inverseRate: Int) throws -> [Double] {
    try table[
      DecayRates.limitFit, DecayRates.rule == rule, DecayRates.width == settings.widths[0],
      DecayRates.inverseRate == inverseRate]
  }

  /// And its steps.
  func limitSteps(_ rule: DecayRule, _ inverseRate: Int) throws -> Double? {
    Self.halfTime(try limitFits(rule, inverseRate)).map { $0 * Double(settings.interval(rule, inverseRate)) }
  }

  /// nil where one of the values is: a time that was not reached is not a number to go on with.
  private static func complete(_ values: [[Double?]]) -> [[Double]]? {
    let known = values.map { $0.compactMap(\.self) }
    return zip(known, values).allSatisfy { $0.count == $1.count } ? known : nil
  }

  var scores: [Score] {
    get throws {
      let ratios = try DecayRule.allCases.flatMap { rule in
        try settings.judgedInverseRates.map { try ratio(rule, $0) }
      }
      return try (ratios + [slope]).compactMap(\.self)
    }
  }

  /// nil if one of the networks has not forgotten half at the end.
  private func ratio(_ rule: DecayRule, _ inverseRate: Int) throws -> Score? {
    guard let expected = try limitSteps(rule, inverseRate), let own = Self.complete(try steps(rule, inverseRate))
    else { return nil }
    let limit = try WidthLimit(widths: settings.widths, values: own.map { $0.map { $0 / expected } })
    return Score(
      key: "\(rule.rawValue)/rate1_\(inverseRate)/half_time", value: limit.value, standardError: limit.standardError,
      samples: limit.blocks,
      title: "\(rule.title), ηλ_max = 1/\(inverseRate): steps until half is forgotten over the limit's, n → ∞")
  }

  /// Between neighbouring rates, of the widest networks; nil if one of them has not forgotten half at the end.
  ///
  /// With log T = const − log η + bη the slope between two rates is −1 + b times their logarithmic mean, exactly.
  private var slope: Score? {
    get throws {
      let rates = settings.inverseRates
      let widest = try rates.map { try steps(.penalty, $0)[settings.widths.count - 1] }
      guard let counts = Self.complete(widest) else { return nil }
      let slopes = (1..<rates.count).map { place in
        let span = log(Double(rates[place]) / Double(rates[place - 1]))
        return zip(counts[place - 1], counts[place]).map { -log($1 / $0) / span }
      }
      let means = (1..<rates.count).map { place in
        let (larger, smaller) = (1 / Double(rates[place - 1]), 1 / Double(rates[place]))
        return (larger - smaller) / log(larger / smaller)
      }
      let limit = try WidthLimit(inverses: means, values: slopes)
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
    ReLU, hidden layers: \(settings.hiddenLayers), no biases, inputs (x, 1), σ_w² = \(settings.weightVariance.formatted), \
    NTK parameterisation; \(settings.inputs.count) points, full-batch gradient descent with weight decay towards 0: a \
    penalty with λ = \(settings.decay.formatted) λ_max, or a share of \(settings.decayShare.formatted) of the weights a \
    step. \(settings.networks) networks a width \(settings.widths.map(String.init).joined(separator: ", ")) and kind of \
    decay. Fits are of half the difference of a network that learns Y and of the same that learns −Y, from which the \
    initial function is gone; functions, and the fits of one network a width, are as they are. The limit is the \
    recursion f ← cᴸ [f − (η/c) Θ_s (f − Y)], Θ_s = c^{2(L−1)s} Θ, c = 1 − ηλ (lines; points are means over the widest \
    networks). Ratios are the a of a + b/n, network by network over the wider half of the widths; the slope is a + bη \
    in the logarithmic mean η of two rates, over the smaller half of them; an interval joins Student's 99 % over networks with the change from the other \
    half.
    """
  }
}
