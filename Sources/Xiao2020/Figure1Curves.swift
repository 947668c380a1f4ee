import Foundation
import MeanField
import Plotting
import Results
import Suite

/// The fully connected curves of Figure 1 in a results file, what is judged of them, and the panels.
struct Figure1Curves {
  private let settings: Figure1.Settings
  private let random: Table
  private let images: Table
  private let depths: [Double]
  private let imageDepths: [Double]
  private let points: [Phase: PhasePoint]

  init(_ tables: Tables, _ settings: Figure1.Settings) throws {
    self.settings = settings
    (random, images) = (try tables[Figure1.random], try tables[Figure1.images])
    depths = try random[SpectrumAxis.depth].map(Double.init)
    imageDepths = try images[SpectrumAxis.depth].map(Double.init)
    points = Dictionary(uniqueKeysWithValues: try Phase.allCases.map { ($0, try PhasePoint(.erf, $0)) })
  }

  /// κ = λ₀/λ_min by depth, or λ₀ over another eigenvalue.
  private func condition(
    _ phase: Phase, _ size: Int, over other: Column<Double> = Figure1.lambdaMin
  ) throws -> [Double] {
    func curve(_ column: Column<Double>) throws -> [Double] {
      try random[column, SpectrumAxis.phase == phase, Figure1.trainingSize == size]
    }
    return try zip(curve(Figure1.lambdaMax), curve(other)).map { $0 / $1 }
  }

  /// κ χ₁^l of the ordered network.
  private func scaledCondition(_ size: Int) throws -> [Double] {
    try zip(condition(.ordered, size), depths).map { $0 * exp($1 * logChi1(.ordered)) }
  }

  /// κ of a network at one depth.
  private func condition(_ phase: Phase, _ size: Int, at depth: Int) throws -> Double {
    func value(_ column: Column<Double>) throws -> Double {
      try random.value(
        column, SpectrumAxis.phase == phase, Figure1.trainingSize == size, SpectrumAxis.depth == depth)
    }
    return try value(Figure1.lambdaMax) / value(Figure1.lambdaMin)
  }

  /// One curve an entry of P(Θ)Y.
  private func predictors(_ phase: Phase) throws -> [[Double]] {
    try images.lists(Figure1.predictor, by: Figure1.entry, SpectrumAxis.phase == phase)
  }

  private func logChi1(_ phase: Phase) -> Double { log(points[phase]?.chi1 ?? .nan) }

  /// log(χ_{c*}/χ₁) of the chaotic network.
  private var predictorRate: Double { log(points[.chaotic]?.chiFixed ?? .nan) - logChi1(.chaotic) }

  var scores: [Score] {
    get throws { try settings.sizes.flatMap(scores(ofSize:)) + predictorScores }
  }

  private func scores(ofSize size: Int) throws -> [Score] {
    let (early, last, deepest) = (settings.earlyDepth, settings.shallowDepths.last, settings.deepDepths.last)
    let limit = Double(size + 2) / 2
    let fitted = try zip(depths, scaledCondition(size)).filter { depth, _ in
      depth >= Double(last) / 2 && depth <= Double(last)
    }
    let slope = try LeastSquaresFit.line(x: fitted.map { log($0.0) }, y: fitted.map { log($0.1) })
    return [
      Score(
        key: "fcn/chaotic/\(size)/kappa_at_\(last)", value: try condition(.chaotic, size, at: last),
        title: "a: chaotic, m = \(size), κ at l = \(last)"),
      Score(
        key: "fcn/ordered/\(size)/slope_at_\(last)", value: slope.coefficients[1],
        title: "b: ordered, m = \(size), slope of log κ χ₁ˡ in log l, l = \(last / 2) to \(last)"),
      Score(
        key: "fcn/critical/\(size)/kappa_at_\(early)", value: try condition(.critical, size, at: early) / limit,
        title: "c: critical, m = \(size), κ at l = \(early) over (m + 2)/2"),
      Score(
        key: "fcn/critical/\(size)/kappa_at_\(deepest)", value: try condition(.critical, size, at: deepest) / limit,
        title: "c: critical, m = \(size), κ at l = \(deepest) over (m + 2)/2"),
    ]
  }

  private var predictorScores: [Score] {
    get throws {
      let (from, last) = (settings.images.convergedFrom, settings.images.depths.last)
      let fitted = try zip(imageDepths, predictors(.chaotic)[0]).filter { depth, _ in
        depth >= Double(settings.images.fittedFrom)
      }
      let rate = try DepthLaw.rate.fit(depths: fitted.map { $0.0 }, values: fitted.map { $1.magnitude / $0 })
      func ordered(at depth: Int) throws -> [Double] {
        try images[Figure1.predictor, SpectrumAxis.phase == .ordered, SpectrumAxis.depth == depth]
      }
      let changes = try zip(ordered(at: last), ordered(at: from)).map { ($0 / $1 - 1).magnitude }
      return [
        Score(
          key: "fcn/chaotic/guide_factor", value: exp(predictorRate), title: "e: χ_c*/χ₁ of the guide"),
        Score(
          key: "fcn/chaotic/predictor_factor", value: exp(rate.estimate),
          standardError: exp(rate.estimate) * rate.drift / 2.576,
          title: "e: factor by which |P Y| / l falls with every layer"),
        Score(
          key: "fcn/ordered/largest_late_change", value: changes.max() ?? .nan,
          title: "f: largest relative change of an entry of P Y from l = \(from) to \(last)"),
      ]
    }
  }

  private func depthAxis(_ last: Int, _ scale: PlotAxis.Scale = .logarithmic) -> PlotAxis {
    PlotAxis("depth <i>l</i>", scale: scale, from: scale == .linear ? 0 : 2, to: Double(last))
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

  var panelA: Panel {
    get throws {
      let last = settings.shallowDepths.last
      return Panel(
        title: "<b>(a)</b> chaotic", x: depthAxis(last), y: PlotAxis("κ<sup>(<i>l</i>)</sup>", scale: .logarithmic),
        layers: try lines(upTo: last) { try condition(.chaotic, $0) } + [.horizontal(at: 1, label: "1")])
    }
  }

  var panelB: Panel {
    get throws {
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
  }

  var panelC: Panel {
    get throws {
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

  var panelE: Panel {
    get throws {
      let curve = try predictors(.chaotic)[0].map(\.magnitude)
      let law = imageDepths.map { $0 * exp($0 * predictorRate) }
      let scale = (curve.last ?? .nan) / (law.last ?? .nan)
      return Panel(
        title: "<b>(e)</b> chaotic, CIFAR-10", x: depthAxis(settings.images.depths.last + 1, .linear),
        y: PlotAxis("|[<i>P</i>(Θ<sup>(<i>l</i>)</sup>)<i>Y</i>]<sub>0,0</sub>|", scale: .logarithmic),
        layers: [
          .line(x: imageDepths, y: curve, label: "measured", colour: .palette(0), dash: .solid),
          .line(
            x: imageDepths, y: law.map { $0 * scale },
            label: "<i>l</i> (χ<sub><i>c</i>*</sub>/χ<sub>1</sub>)<sup><i>l</i></sup>", colour: .palette(1),
            dash: .dashed),
        ])
    }
  }

  var panelF: Panel {
    get throws {
      Panel(
        title: "<b>(f)</b> ordered, CIFAR-10", x: depthAxis(settings.images.depths.last + 1, .linear),
        y: PlotAxis("[<i>P</i>(Θ<sup>(<i>l</i>)</sup>)<i>Y</i>]<sub><i>i</i>,<i>j</i></sub>"),
        layers: try zip(settings.images.entries, predictors(.ordered)).enumerated().map { k, curve in
          .line(
            x: imageDepths, y: curve.1, label: "(\(curve.0.image), \(curve.0.label))", colour: .palette(k),
            dash: .solid)
        })
    }
  }
}
