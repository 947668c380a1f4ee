import Foundation
import Plotting
import Results
import Suite

/// What `DecayRates` found: when networks forget.
struct DecayRatesFindings: Findings {
  private let table, pictures: Table
  private let settings: DecayRates.Settings

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
  private func interval(_ rule: DecayRule, _ inverseRate: Int) -> Double {
    Double(rule == .penalty ? inverseRate : settings.shareSteps)
  }

  /// Steps until the fit has fallen to half, by width and network.
  private func steps(_ column: Column<Double>, _ rule: DecayRule, _ inverseRate: Int) throws -> [[Double]] {
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
    get throws {
      try Figure(
        title: "Learning and forgetting under weight decay", columns: 3, showsPanelLabels: false,
        panelSize: Size(400, 330),
        panels: [
          fits(.penalty, isScaled: false), fits(.penalty, isScaled: true), halfTimes, fits(.decoupled, isScaled: false),
          functions, widths,
        ])
    }
  }

  private var widest: Int { settings.widths[settings.widths.count - 1] }

  /// Means over the widest networks, over steps or over ηλ times steps.
  private func fits(_ rule: DecayRule, isScaled: Bool) throws -> Panel {
    func means(_ column: Column<Double>, _ rate: Int) throws -> [Double] {
      let all = try table.lists(
        column, by: DecayRates.network, DecayRates.rule == rule, DecayRates.width == widest,
        DecayRates.inverseRate == rate)
      return (0...settings.looks).map { look in all.map { $0[look] }.mean }
    }
    let looks = Array(0...settings.looks)
    let layers = try settings.inverseRates.enumerated().flatMap { k, rate -> [Layer] in
      let scale = isScaled ? settings.decay : interval(rule, rate)
      let colour = Colour.sequential(Double(k) / Double(settings.inverseRates.count - 1))
      let (own, limit) = (try means(DecayRates.fit, rate), try means(DecayRates.limitFit, rate))
      // Not all on the same looks, where they lie on one another.
      let shown = looks.filter { $0 % settings.inverseRates.count == k }
      return [
        .line(x: looks.map { scale * Double($0) }, y: limit, colour: colour, dash: .solid, width: 1.2),
        .points(
          x: shown.map { scale * Double($0) }, y: shown.map { own[$0] }, label: isScaled ? "" : "1/\(rate)",
          colour: colour, size: 4.5),
      ]
    }
    return Panel(
      title: rule.title + ", ηλ<sub>max</sub> = 1/2 to 1/\(settings.inverseRates.last ?? 0)",
      x: PlotAxis(isScaled ? "ηλ × steps" : "steps"), y: PlotAxis("fit Σ<i>f</i>·<i>y</i>/Σ<i>y</i>²", from: 0, to: 1),
      layers: layers)
  }

  private var halfTimes: Panel {
    get throws {
      let rates = settings.inverseRates
      let x = rates.map { 1 / Double($0) }
      let layers = try DecayRule.allCases.enumerated().flatMap { k, rule -> [Layer] in
        func last(_ column: Column<Double>) throws -> [SampleMean] {
          try rates.map { SampleMean(try steps(column, rule, $0)[settings.widths.count - 1]) }
        }
        let (own, limit) = (try last(DecayRates.fit), try last(DecayRates.limitFit))
        return [
          .line(x: x, y: limit.map(\.mean), colour: .palette(k), dash: .dashed, width: 1.4),
          .points(
            x: x, y: own.map(\.mean), errors: own.map(\.bar), label: rule.title, colour: .palette(k),
            marker: .cycled(k), size: 8),
        ]
      }
      return Panel(
        title: "until half is forgotten", x: PlotAxis("ηλ<sub>max</sub>", scale: .logarithmic),
        y: PlotAxis("steps", scale: .logarithmic), layers: layers)
    }
  }

  /// Of the widest network that is drawn.
  private var functions: Panel {
    get throws {
      let x = try pictures[DecayRates.position]
      let width = settings.shownWidths[settings.shownWidths.count - 1]
      let layers = try settings.drawnLooks.enumerated().flatMap { k, look -> [Layer] in
        let isHere = [DecayRates.width == width, DecayRates.look == look]
        let (own, limit) = (
          try pictures[DecayRates.function, isHere[0], isHere[1]],
          try pictures[DecayRates.limitFunction, isHere[0], isHere[1]]
        )
        return [
          .line(
            x: x, y: own, label: "ηλ × steps = \((settings.decay * Double(look)).formatted)", colour: .palette(k),
            dash: .solid, width: 1.8),
          .line(x: x, y: limit, colour: .black, dash: .dotted, width: 1.4),
        ]
      }
      return Panel(
        title: "<i>n</i> = \(width), and the limit (dotted)", x: PlotAxis("<i>x</i>"),
        y: PlotAxis("<i>f</i>(<i>x</i>)"),
        layers: layers + [.points(x: settings.inputs, y: settings.targets, label: "data", colour: .black, size: 8)])
    }
  }

  private var widths: Panel {
    get throws {
      let x = (0...settings.looks).map { settings.decay * Double($0) }
      let lines = try settings.shownWidths.enumerated().map { k, width in
        Layer.line(
          x: x, y: try pictures[DecayRates.drawnFit, DecayRates.width == width], label: "<i>n</i> = \(width)",
          colour: .sequential(Double(k) / Double(settings.shownWidths.count - 1)), dash: .solid, width: 1.8)
      }
      return Panel(
        title: "one network a width, ηλ<sub>max</sub> = 1/\(settings.inverseRates[0])", x: PlotAxis("ηλ × steps"),
        y: PlotAxis("fit Σ<i>f</i>·<i>y</i>/Σ<i>y</i>²", from: 0, to: 1), layers: lines)
    }
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
