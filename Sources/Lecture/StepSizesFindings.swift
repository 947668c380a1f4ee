import Foundation
import Plotting
import Results
import Suite

/// What `StepSizes` found: how descent departs from flow, and what becomes of networks beyond the largest rate.
struct StepSizesFindings: Findings {
  private let departures, beyond, pictures: Table
  private let settings: StepSizes.Settings

  init(_ tables: Tables, _ settings: StepSizes.Settings) throws {
    (departures, beyond) = (try tables[StepSizes.departures], try tables[StepSizes.beyond])
    (pictures, self.settings) = (try tables[StepSizes.pictures], settings)
  }

  var scores: [Score] {
    get throws { try settings.judgedRates.compactMap(departure) + [slope] + catapult }
  }

  /// nil where half of its 99 % interval is more than a half: it could not tell descent from what is halfway to flow.
  private func departure(_ rate: Double) throws -> Score? {
    let limit = try WidthLimit(
      widths: settings.widths,
      values: departures.lists(StepSizes.departure, by: StepSizes.width, StepSizes.rate == rate))
    guard 2.576 * limit.standardError <= 0.5 else { return nil }
    return Score(
      key: "rate\(String(format: "%g", rate))/departure", value: limit.value, standardError: limit.standardError,
      samples: limit.blocks, title: "ηλ_max = \(rate.formatted): departure from flow over the limit's, n → ∞")
  }

  private var widest: Int { settings.widths[settings.widths.count - 1] }
  private var widestBeyond: Int { settings.wideWidths[settings.wideWidths.count - 1] }

  /// Of the widest networks, by rate.
  private func distances(_ column: Column<Double>, _ rates: [Double]) throws -> [[Double]] {
    try rates.map { try departures[column, StepSizes.width == widest, StepSizes.rate == $0] }
  }

  /// −log₂ of the departure at a rate over that at half of it, network by network: a + bη, by the number of steps.
  private var slope: Score {
    get throws {
      let rates = settings.rates.filter { $0 <= settings.slopeRate }.sorted(by: >)
      let distances = try distances(StepSizes.distance, rates)
      let slopes = zip(distances, distances.dropFirst()).map { zip($0, $1).map { -log2($0 / $1) } }
      let limit = try WidthLimit(widths: rates.dropFirst().map(settings.stepCount), values: slopes)
      return Score(
        key: "departure/slope", value: limit.value, standardError: limit.standardError, samples: limit.blocks,
        title: "‖descent − flow‖ at one time: slope against the number of steps, log-log, η → 0")
    }
  }

  /// By width, network and step.
  private var losses: [[[Double]]] {
    get throws {
      try settings.wideWidths.map { width in
        try beyond.lists(StepSizes.loss, by: StepSizes.network, StepSizes.width == width)
      }
    }
  }

  private var catapult: [Score] {
    get throws {
      let scaling = try WidthScaling(
        widths: settings.wideWidths, values: losses.map { $0.map { $0.max() ?? .nan } })
      let sharpness = try beyond[StepSizes.sharpness, StepSizes.width == widestBeyond]
      let settled = zip(sharpness, try losses[settings.wideWidths.count - 1]).map { sharpness, losses in
        sharpness < 2 && losses[losses.count - 1] < losses[0] ? 1.0 : 0
      }
      return [
        Score(
          key: "beyond/peak/slope", value: scaling.slope, standardError: scaling.standardError,
          samples: scaling.seeds,
          title: "ηλ_max = \(settings.largestRate.formatted): largest loss on the way, slope against width, log-log"),
        Score(
          key: "beyond/settled", meanOf: settled,
          title: "ηλ_max = \(settings.largestRate.formatted) at first: widest networks that end below 2 with less loss"),
      ]
    }
  }

  var figure: Figure? {
    get throws {
      Figure(
        title: "Gradient flow and gradient descent", columns: 3, showsPanelLabels: false, panelSize: Size(400, 330),
        panels: try settings.shownRates.map(gaps) + [departurePanel, lossPanel])
    }
  }

  private func gaps(_ rate: Double) throws -> Panel {
    let isThis = StepSizes.rate == rate
    let (times, steps) = (try pictures[StepPictures.time], try pictures[StepSizes.step])
    let diverges = rate > 2
    // Of growth and return six times as long, and of the limit what fits the frame.
    let end = diverges ? 6 * settings.shownTime : settings.shownTime
    let shown = steps.indices.filter { rate * Double(steps[$0]) <= end }
    let (own, limit, flow) = (
      try pictures[StepPictures.gap, isThis], try pictures[StepPictures.limitGap, isThis],
      try pictures[StepPictures.flowGap, isThis]
    )
    let reach = 1.25 * (shown.map { own[$0].magnitude }.max() ?? 1)
    let drawn = shown.prefix { limit[$0].magnitude < 3 * reach }
    func time(_ places: some Sequence<Int>) -> [Double] { places.map { rate * Double(steps[$0]) } }
    // One legend is enough for panels that show the same.
    func label(_ text: String) -> String { rate == settings.shownRates.first ? text : "" }
    return Panel(
      title: "ηλ<sub>max</sub> = \(rate.formatted)", x: PlotAxis("λ<sub>max</sub><i>t</i>", from: 0, to: end),
      y: PlotAxis("gap <i>q</i>·(<i>f</i> − <i>y</i>) over its beginning", from: -reach, to: reach),
      layers: [
        .line(x: times, y: flow, label: label("flow, <i>n</i> = ∞"), colour: .black, dash: .dashed, width: 1.8),
        .line(
          x: time(drawn), y: drawn.map { limit[$0] }, label: label("descent, <i>n</i> = ∞"), colour: .palette(0),
          dash: .solid, width: 1.4),
        .points(
          x: time(shown), y: shown.map { own[$0] }, label: label("network, <i>n</i> = \(settings.shownWidth)"),
          colour: .palette(1), size: 5.5),
      ])
  }

  private var departurePanel: Panel {
    get throws {
      let rates = settings.smallRates
      func mean(_ column: Column<Double>) throws -> [Double] {
        try distances(column, rates).map { $0.reduce(0) { $0 + $1 * $1 } / Double($0.count) }.map { $0.squareRoot() }
      }
      return Panel(
        title: "at λ<sub>max</sub><i>t</i> = \(settings.time.formatted)",
        x: PlotAxis("ηλ<sub>max</sub>", scale: .logarithmic),
        y: PlotAxis("‖descent − flow‖", scale: .logarithmic),
        layers: [
          .line(
            x: rates, y: try mean(StepSizes.limitDistance), label: "<i>n</i> = ∞", colour: .palette(0), dash: .solid),
          .line(x: rates, y: try mean(StepSizes.firstOrder), label: "first order in η", colour: .grey, dash: .dashed),
          .points(
            x: rates, y: try mean(StepSizes.distance), label: "networks, <i>n</i> = \(widest)", colour: .palette(1),
            size: 8),
        ])
    }
  }

  private var lossPanel: Panel {
    get throws {
      let all = try losses
      let steps = Array(0...min(20, settings.steps))
      let lines = settings.wideWidths.enumerated().map { k, width in
        let means = steps.map { step in exp(all[k].map { log($0[step]) }.mean) }
        return Layer.line(
          x: steps.map(Double.init), y: means, label: "<i>n</i> = \(width)",
          colour: .sequential(Double(k) / Double(settings.wideWidths.count - 1)), dash: .solid, marker: .circle,
          markerSize: 4)
      }
      return Panel(
        title: "ηλ<sub>max</sub> = \(settings.largestRate.formatted), mean of log over networks",
        x: PlotAxis("steps"), y: PlotAxis("loss", scale: .logarithmic), layers: lines)
    }
  }

  var narrative: String {
    """
    \(settings.data.inputs.count) points, erf, two hidden layers, σ_w² = \(settings.data.weightVariance.formatted), σ_b² = \
    \(settings.data.biasVariance.formatted); \(settings.networks) networks a width \
    \(settings.widths.map(String.init).joined(separator: ", ")), beyond the largest rate \
    \(settings.wideWidths.map(String.init).joined(separator: ", ")); double precision. Up to ηλ_max = 1 descent is held \
    against the same network's flow at λ_max t = \(settings.time.formatted), above it after \(settings.largeSteps) steps. \
    The flow is extrapolated from steps of \(settings.flowRate.formatted), half and a quarter of it. A departure of 1 is \
    that of descent in the limit, of 0 that of the flow; it is the a of a + b/n, network by network over the wider half \
    of the widths. A slope is of the wider half of the widths, or, up to ηλ_max = \(settings.slopeRate.formatted), of the numbers of \
    steps; an interval joins Student's \
    99 % over networks with the change from the other half.
    """
  }
}
