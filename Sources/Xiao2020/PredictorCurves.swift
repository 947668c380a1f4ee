import Foundation
import MeanField
import Plotting
import Results
import Suite

/// The curves of Figure 1 e and f in a results file, what is judged of them, and the panels.
struct PredictorCurves {
  private let settings: Figure1Predictors.Settings
  private let table: Table
  private let depths: [Double]
  /// log(χ_{c*}/χ₁) of the chaotic network.
  private let rate: Double

  init(_ tables: Tables, _ settings: Figure1Predictors.Settings, _ variances: PhaseVariances) throws {
    self.settings = settings
    table = try tables[Figure1Predictors.name]
    depths = try table[SpectrumAxis.depth].map(Double.init)
    let chaotic = try PhasePoint(.erf, .chaotic, of: variances)
    rate = log(chaotic.chiFixed) - log(chaotic.chi1)
  }

  /// By depth, one curve an entry of P(Θ)Y.
  private func curves(_ phase: Phase) throws -> [[Double]] {
    try table.lists(Figure1Predictors.predictor, by: Figure1Predictors.entry, SpectrumAxis.phase == phase)
  }

  func scores() throws -> [Score] {
    let (from, last) = (settings.convergedFrom, settings.depths.last)
    let fitted = try zip(depths, curves(.chaotic)[0]).filter { depth, _ in depth >= Double(settings.fittedFrom) }
    // |P Y| ~ (l + s) e^{rl}: c/l takes the shift s of the depth.
    let measured = try LeastSquaresFit(
      basis: [fitted.map { _ in 1 }, fitted.map { $0.0 }, fitted.map { 1 / $0.0 }],
      values: fitted.map { log($1.magnitude / $0) })
    func ordered(at depth: Int) throws -> [Double] {
      try table[Figure1Predictors.predictor, SpectrumAxis.phase == .ordered, SpectrumAxis.depth == depth]
    }
    let changes = try zip(ordered(at: last), ordered(at: from)).map { ($0 / $1 - 1).magnitude }
    return [
      Score(key: "fcn/chaotic/guide_factor", value: exp(rate), title: "e: χ_c*/χ₁ of the guide"),
      Score(
        key: "fcn/chaotic/predictor_factor", value: exp(measured.coefficients[1]),
        title: "e: factor by which |P Y| / l falls with every layer from l = \(settings.fittedFrom)"),
      Score(
        // An entry whose limit is near 0 changes by a large part of itself for long.
        key: "fcn/ordered/median_late_change", value: SampleMedian(changes).median,
        title: "f: median relative change of the entries of P Y from l = \(from) to \(last)"),
    ]
  }

  private var depthAxis: PlotAxis { PlotAxis("depth <i>l</i>", from: 0, to: Double(settings.depths.last + 1)) }

  /// Panel e: the first entry, and the law scaled to its end.
  func chaotic() throws -> Panel {
    let curve = try curves(.chaotic)[0].map(\.magnitude)
    let law = depths.map { $0 * exp($0 * rate) }
    let scale = (curve.last ?? .nan) / (law.last ?? .nan)
    return Panel(
      title: "<b>(e)</b> chaotic, CIFAR-10", x: depthAxis,
      y: PlotAxis("|[<i>P</i>(Θ<sup>(<i>l</i>)</sup>)<i>Y</i>]<sub>0,0</sub>|", scale: .logarithmic),
      layers: [
        .line(x: depths, y: curve, label: "measured", colour: .palette(0), dash: .solid),
        .line(
          x: depths, y: law.map { $0 * scale },
          label: "<i>l</i> (χ<sub><i>c</i>*</sub>/χ<sub>1</sub>)<sup><i>l</i></sup>", colour: .palette(1),
          dash: .dashed),
      ])
  }

  func ordered() throws -> Panel {
    Panel(
      title: "<b>(f)</b> ordered, CIFAR-10", x: depthAxis,
      y: PlotAxis("[<i>P</i>(Θ<sup>(<i>l</i>)</sup>)<i>Y</i>]<sub><i>i</i>,<i>j</i></sub>"),
      layers: try zip(settings.entries, curves(.ordered)).enumerated().map { k, curve in
        .line(
          x: depths, y: curve.1, label: "(\(curve.0.image), \(curve.0.label))", colour: .palette(k), dash: .solid)
      })
  }
}
