import Foundation
import MeanField
import Plotting
import Results
import Suite

/// The fully connected curves of Figure 1 a to c in a results file, what is judged of them, and the panels.
struct ConditionCurves {
  private let settings: Figure1.Settings
  private let table: Table
  private let depths: [Double]
  /// log χ₁ of the ordered network.
  private let logChi1: Double

  init(_ tables: Tables, _ settings: Figure1.Settings) throws {
    self.settings = settings
    table = try tables[Figure1.random]
    depths = try table[SpectrumAxis.depth].map(Double.init)
    logChi1 = log(try PhasePoint(.erf, .ordered, of: settings.variances).chi1)
  }

  /// κ = λ₀/λ_min by depth, or λ₀ over another eigenvalue.
  private func condition(
    _ phase: Phase, _ size: Int, over other: Column<Double> = Figure1.lambdaMin
  ) throws -> [Double] {
    func curve(_ column: Column<Double>) throws -> [Double] {
      try table[column, SpectrumAxis.phase == phase, Figure1.trainingSize == size]
    }
    return try zip(curve(Figure1.lambdaMax), curve(other)).map { $0 / $1 }
  }

  /// κ χ₁^l of the ordered network.
  private func scaledCondition(_ size: Int) throws -> [Double] {
    try zip(condition(.ordered, size), depths).map { $0 * exp($1 * logChi1) }
  }

  /// κ of a network at one depth.
  private func condition(_ phase: Phase, _ size: Int, at depth: Int) throws -> Double {
    func value(_ column: Column<Double>) throws -> Double {
      try table.value(
        column, SpectrumAxis.phase == phase, Figure1.trainingSize == size, SpectrumAxis.depth == depth)
    }
    return try value(Figure1.lambdaMax) / value(Figure1.lambdaMin)
  }

  func scores() throws -> [Score] { try settings.sizes.flatMap(scores(ofSize:)) }

  private func scores(ofSize size: Int) throws -> [Score] {
    let (early, last, deepest) = (settings.earlyDepth, settings.shallowDepths.last, settings.deepDepths.last)
    let limit = Double(size + 2) / 2
    let fitted = try zip(depths, scaledCondition(size)).filter { depth, _ in
      depth >= Double(last) / 2 && depth <= Double(last)
    }
    let slope = try LeastSquaresFit.line(x: fitted.map { log($0.0) }, y: fitted.map { log($0.1) })
    let critical = Scorer(key: "fcn/critical/\(size)/kappa_at_", title: "c: critical, m = \(size), κ at l = ")
    return try [
      Score(
        key: "fcn/chaotic/\(size)/kappa_at_\(last)", value: condition(.chaotic, size, at: last),
        title: "a: chaotic, m = \(size), κ at l = \(last), σ_w² chosen so that it comes down to 1"),
      Score(
        key: "fcn/chaotic/\(size)/excess_rate",
        value: ChaoticExcess(settings).rate(depths: depths, conditions: condition(.chaotic, size), size: size),
        title: "a: chaotic, m = \(size), rate of κ − 1 from l = \(last / 2) over log χ₁"),
      Score(
        key: "fcn/ordered/\(size)/slope_at_\(last)", value: slope.coefficients[1],
        title: "b: ordered, m = \(size), slope of log κ χ₁ˡ in log l, l = \(last / 2) to \(last)"),
    ]
      + [early, deepest].map {
        critical("\($0)", try condition(.critical, size, at: $0) / limit, "\($0) over (m + 2)/2")
      }
  }

  private func depthAxis(_ last: Int) -> PlotAxis {
    PlotAxis("depth <i>l</i>", scale: .logarithmic, from: 2, to: Double(last))
  }

  /// A curve a training size, up to a depth.
  private func lines(upTo last: Int, _ curve: (Int) throws -> [Double]) rethrows -> [Layer] {
    try settings.sizes.enumerated().map { s, size in
      let shown = try zip(depths, curve(size)).filter { depth, _ in depth <= Double(last) }
      return .line(
        x: shown.map { $0.0 }, y: shown.map { $0.1 }, label: "FCN, <i>m</i> = \(size)", colour: .palette(s),
        dash: .solid)
    }
  }

  func chaotic() throws -> Panel {
    let last = settings.shallowDepths.last
    return Panel(
      title: "<b>(a)</b> chaotic", x: depthAxis(last), y: PlotAxis("κ<sup>(<i>l</i>)</sup>", scale: .logarithmic),
      layers: try lines(upTo: last) { try condition(.chaotic, $0) } + [.horizontal(at: 1, label: "1")])
  }

  /// Panel b.
  func ordered() throws -> Panel {
    let last = settings.shallowDepths.last
    // The guide passes through the last shown value of the lower curve.
    let shown = depths.filter { $0 <= Double(last) }
    let end = try scaledCondition(settings.sizes[0])[shown.count - 1]
    let guide = Layer.guide(
      x: shown, y: shown.map { end * Double(last) / $0 }, label: "∝ 1/<i>l</i>", colour: .palette(5))
    return Panel(
      title: "<b>(b)</b> ordered", x: depthAxis(last),
      y: PlotAxis("χ<sub>1</sub><sup><i>l</i></sup> κ<sup>(<i>l</i>)</sup>", scale: .logarithmic),
      layers: try lines(upTo: last, scaledCondition) + [guide])
  }

  func critical() throws -> Panel {
    let last = settings.deepDepths.last
    let dashed = try settings.sizes.enumerated().map { s, size in
      Layer.line(
        x: depths, y: try condition(.critical, size, over: Figure1.lambdaSecond),
        label: "λ<sub>0</sub>/λ<sub>1</sub>", colour: .palette(s), dash: .dashed)
    }
    let limits = settings.sizes.map { Layer.horizontal(at: Double($0 + 2) / 2, label: "\(($0 + 2) / 2)") }
    return Panel(
      title: "<b>(c)</b> critical", x: depthAxis(last), y: PlotAxis("κ<sup>(<i>l</i>)</sup>"),
      layers: try lines(upTo: last) { try condition(.critical, $0) } + dashed + limits)
  }
}
