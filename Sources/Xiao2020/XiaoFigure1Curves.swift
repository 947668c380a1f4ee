import Foundation
import MeanField
import Plotting
import Results

/// The curves of Figure 1 in a results file, what is judged of them, and the picture.
struct XiaoFigure1Curves {
  private let depths = XiaoFigure1.depths.map(Double.init)
  private let imageDepths = XiaoFigure1.imageDepths.map(Double.init)
  private let points: [Phase: PhasePoint]
  /// κ = λ₀/λ_min and λ₀/λ₁ by depth.
  private var condition: [Phase: [[Double]]] = [:]
  private var second: [Phase: [[Double]]] = [:]
  /// Entries of P(Θ)Y by depth.
  private var predictor: [Phase: [[Double]]] = [:]

  init(_ results: ResultsFile) throws {
    points = Dictionary(uniqueKeysWithValues: try Phase.allCases.map { ($0, try XiaoFigure1.point($0)) })
    func curves(_ name: String) throws -> [[Double]] {
      let values = try results.numbers(name, group: "/random").values
      return stride(from: 0, to: values.count, by: depths.count).map { Array(values[$0..<$0 + depths.count]) }
    }
    let (largest, next, smallest) = (
      try curves("lambda_max"), try curves("lambda_second"), try curves("lambda_min")
    )
    func ratios(_ others: [[Double]], _ first: Int) -> [[Double]] {
      XiaoFigure1.sizes.indices.map { s in zip(largest[first + s], others[first + s]).map { $0 / $1 } }
    }
    for (p, phase) in Phase.allCases.enumerated() {
      condition[phase] = ratios(smallest, p * XiaoFigure1.sizes.count)
      second[phase] = ratios(next, p * XiaoFigure1.sizes.count)
    }
    let values = try results.numbers("mean_predictor", group: "/images").values
    let entries = XiaoFigure1.entries.count
    for (p, phase) in XiaoFigure1.imagePhases.enumerated() {
      predictor[phase] = (0..<entries).map { entry in
        imageDepths.indices.map { values[(p * imageDepths.count + $0) * entries + entry] }
      }
    }
  }

  private func logChi1(_ phase: Phase) -> Double { log(points[phase]?.chi1 ?? .nan) }

  /// log(χ_{c*}/χ₁) of the chaotic network.
  private var predictorRate: Double { log(points[.chaotic]?.chiFixed ?? .nan) - logChi1(.chaotic) }

  /// κ χ₁^l of the ordered network.
  private func scaled(_ values: [Double]) -> [Double] { zip(values, depths).map { $0 * exp($1 * logChi1(.ordered)) } }

  var measurements: [Score] {
    get throws {
      let (ten, last) = (XiaoFigure1.depths.firstIndex(of: 10) ?? 0, XiaoFigure1.depths.firstIndex(of: 122) ?? 0)
      var result: [Score] = []
      for (s, size) in XiaoFigure1.sizes.enumerated() {
        let (chaotic, ordered, critical) = (
          condition[.chaotic]?[s] ?? [], condition[.ordered]?[s] ?? [], condition[.critical]?[s] ?? []
        )
        let deep = depths.indices.filter { depths[$0] >= 61 && depths[$0] <= 122 }
        let slope = try LeastSquaresFit.line(
          x: deep.map { log(depths[$0]) }, y: deep.map { log(scaled(ordered)[$0]) })
        result += [
          Score(
            key: "fcn/chaotic/\(size)/kappa_at_122", value: chaotic[last],
            title: "a: chaotic, m = \(size), κ at l = 122"),
          Score(
            key: "fcn/ordered/\(size)/slope_at_122", value: slope.coefficients[1],
            title: "b: ordered, m = \(size), slope of log κ χ₁ˡ in log l, l = 61 to 122"),
          Score(
            key: "fcn/critical/\(size)/kappa_at_10", value: critical[ten] / (Double(size + 2) / 2),
            title: "c: critical, m = \(size), κ at l = 10 over (m + 2)/2"),
          Score(
            key: "fcn/critical/\(size)/kappa_at_1000", value: (critical.last ?? .nan) / (Double(size + 2) / 2),
            title: "c: critical, m = \(size), κ at l = 1000 over (m + 2)/2"),
        ]
      }
      let (chaotic, ordered) = (predictor[.chaotic] ?? [], predictor[.ordered] ?? [])
      let falling = zip(chaotic[0], imageDepths).map { $0.magnitude / $1 }
      let deep = imageDepths.indices.filter { imageDepths[$0] >= 100 }
      let rate = try DepthLaw.rate.fit(depths: deep.map { imageDepths[$0] }, values: deep.map { falling[$0] })
      let changes = ordered.map { curve in ((curve.last ?? 0) / curve[299] - 1).magnitude }
      return result + [
        Score(
          key: "fcn/chaotic/guide_factor", value: exp(predictorRate), title: "e: χ_c*/χ₁ of the guide"),
        Score(
          key: "fcn/chaotic/predictor_factor", value: exp(rate.estimate),
          standardError: exp(rate.estimate) * rate.drift / 2.576,
          title: "e: factor by which |P Y| / l falls with every layer"),
        Score(
          key: "fcn/ordered/largest_late_change", value: changes.max() ?? .nan,
          title: "f: largest relative change of an entry of P Y from l = 300 to 399"),
      ]
    }
  }

  /// Lettered as in the paper.
  func figure(with convolutions: XiaoConvolutionCurves) -> Figure {
    func with(_ layers: [Layer], _ panel: Panel) -> Panel {
      Panel(title: panel.title, x: panel.x, y: panel.y, layers: panel.layers + layers)
    }
    let panels = [
      with(convolutions.chaotic, panelA), with(convolutions.ordered, panelB), with(convolutions.critical, panelC),
      convolutions.pooledPanel, panelE, panelF,
    ]
    return Figure(columns: 3, showsPanelLabels: false, panels: panels)
  }

  static let narrative = """
    The paper calls its inputs random, (m, 6, 6, 3), and prints no variances. Its curves in (c) come from above, as those of inputs do \
    that are alike to begin with; ours are uniformly random pixels, of which every position is brought to K⁰ = 1. Directions without a \
    mean were tried before: their curves come from below to the same limits. (a) is at σ_w² = 2.5, where the pooled curve comes down to \
    1 within the axis as the paper's does; the notebook's 1.5, that of (e), is too near the critical line for that.
    """

  private func depthAxis(_ last: Double, _ scale: PlotAxis.Scale = .logarithmic) -> PlotAxis {
    PlotAxis("depth <i>l</i>", scale: scale, from: scale == .linear ? 0 : 2, to: last)
  }

  private func size(_ s: Int) -> String { "FCN, <i>m</i> = \(XiaoFigure1.sizes[s])" }

  private func lines(_ curves: [[Double]], upTo last: Double = 1000) -> [Layer] {
    curves.enumerated().map { s, curve in
      let shown = depths.indices.filter { depths[$0] <= last }
      return .line(
        x: shown.map { depths[$0] }, y: shown.map { curve[$0] }, label: size(s), colour: .palette(s), dash: .solid)
    }
  }

  private var panelA: Panel {
    Panel(
      title: "<b>(a)</b> chaotic", x: depthAxis(122), y: PlotAxis("κ<sup>(<i>l</i>)</sup>", scale: .logarithmic),
      layers: lines(condition[.chaotic] ?? [], upTo: 122) + [.horizontal(at: 1, label: "1")])
  }

  private var panelB: Panel {
    let curves = (condition[.ordered] ?? []).map(scaled)
    let shown = depths.indices.filter { depths[$0] <= 122 }
    let end = shown.last ?? 0
    // The guide passes through the last shown value of the lower curve.
    let guide = Layer.guide(
      x: shown.map { depths[$0] }, y: shown.map { (curves.first?[end] ?? .nan) * depths[end] / depths[$0] },
      label: "∝ 1/<i>l</i>", colour: .palette(5))
    return Panel(
      title: "<b>(b)</b> ordered", x: depthAxis(122),
      y: PlotAxis("χ<sub>1</sub><sup><i>l</i></sup> κ<sup>(<i>l</i>)</sup>", scale: .logarithmic),
      layers: lines(curves, upTo: 122) + [guide])
  }

  private var panelC: Panel {
    let dashed = (second[.critical] ?? []).enumerated().map { s, curve in
      Layer.line(x: depths, y: curve, label: "λ<sub>0</sub>/λ<sub>1</sub>", colour: .palette(s), dash: .dashed)
    }
    let limits = XiaoFigure1.sizes.map { Layer.horizontal(at: Double($0 + 2) / 2, label: "\(($0 + 2) / 2)") }
    return Panel(
      title: "<b>(c)</b> critical", x: depthAxis(1000), y: PlotAxis("κ<sup>(<i>l</i>)</sup>"),
      layers: lines(condition[.critical] ?? []) + dashed + limits)
  }

  private var panelE: Panel {
    let curve = (predictor[.chaotic]?.first ?? []).map(\.magnitude)
    let law = imageDepths.map { $0 * exp($0 * predictorRate) }
    let scale = (curve.last ?? .nan) / (law.last ?? .nan)
    return Panel(
      title: "<b>(e)</b> chaotic, CIFAR-10", x: depthAxis(400, .linear),
      y: PlotAxis("|[<i>P</i>(Θ<sup>(<i>l</i>)</sup>)<i>Y</i>]<sub>0,0</sub>|", scale: .logarithmic),
      layers: [
        .line(x: imageDepths, y: curve, label: "measured", colour: .palette(0), dash: .solid),
        .line(
          x: imageDepths, y: law.map { $0 * scale },
          label: "<i>l</i> (χ<sub><i>c</i>*</sub>/χ<sub>1</sub>)<sup><i>l</i></sup>", colour: .palette(1), dash: .dashed
        ),
      ])
  }

  private var panelF: Panel {
    Panel(
      title: "<b>(f)</b> ordered, CIFAR-10", x: depthAxis(400, .linear),
      y: PlotAxis("[<i>P</i>(Θ<sup>(<i>l</i>)</sup>)<i>Y</i>]<sub><i>i</i>,<i>j</i></sub>"),
      layers: (predictor[.ordered] ?? []).enumerated().map { k, curve in
        .line(
          x: imageDepths, y: curve, label: "(\(XiaoFigure1.entries[k].0), \(XiaoFigure1.entries[k].1))",
          colour: .palette(k), dash: .solid)
      })
  }
}
