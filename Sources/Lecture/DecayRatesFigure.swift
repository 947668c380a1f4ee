import Foundation
import Plotting
import Results
import Suite

/// The picture of `DecayRates`: fits over steps and over ηλ times steps, times by rate, functions, and the width.
struct DecayRatesFigure {
  private let findings: DecayRatesFindings
  private let table, pictures: Table
  private let settings: DecayRates.Settings

  init(_ findings: DecayRatesFindings) {
    self.findings = findings
    (table, pictures, settings) = (findings.table, findings.pictures, findings.settings)
  }

  var figure: Figure {
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
    func means(_ rate: Int) throws -> [Double] {
      let all = try table.lists(
        DecayRates.fit, by: DecayRates.network, DecayRates.rule == rule, DecayRates.width == widest,
        DecayRates.inverseRate == rate)
      return (0...settings.looks).map { look in all.map { $0[look] }.mean }
    }
    let looks = Array(0...settings.looks)
    let layers = try settings.inverseRates.enumerated().flatMap { k, rate -> [Layer] in
      let scale = isScaled ? settings.decay : Double(settings.interval(rule, rate))
      let colour = Colour.sequential(Double(k) / Double(settings.inverseRates.count - 1))
      let (own, limit) = (try means(rate), try findings.limitFits(rule, rate))
      // Not all on the same looks, where they lie on one another.
      let shown = looks.filter { $0 % settings.inverseRates.count == k }
      return [
        .line(x: looks.map { scale * Double($0) }, y: limit, colour: colour, dash: .solid, width: 1.2),
        .points(
          x: shown.map { scale * Double($0) }, y: shown.map { own[$0] }, label: isScaled ? "" : "1/\(rate)",
          colour: colour, size: 4.5),
      ]
    }
    let ends = [settings.inverseRates.min(), settings.inverseRates.max()].map { "1/\($0 ?? 1)" }
    return Panel(
      title: rule.title + ", ηλ<sub>max</sub> = \(ends[0]) to \(ends[1])",
      x: PlotAxis(isScaled ? "ηλ × steps" : "steps"), y: PlotAxis("fit Σ<i>f</i>·<i>y</i>/Σ<i>y</i>²", from: 0, to: 1),
      layers: layers)
  }

  private var halfTimes: Panel {
    get throws {
      let rates = settings.inverseRates
      let x = rates.map { 1 / Double($0) }
      let layers = try DecayRule.allCases.enumerated().flatMap { k, rule -> [Layer] in
        let own = try rates.map { rate in
          // Of those that have forgotten half.
          SampleMean(try findings.steps(rule, rate)[settings.widths.count - 1].compactMap(\.self))
        }
        let limit = try rates.map { try findings.limitSteps(rule, $0) ?? .nan }
        return [
          .line(x: x, y: limit, colour: .palette(k), dash: .dashed, width: 1.4),
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
            x: x, y: own, label: (settings.decay * Double(look)).formatted, colour: .palette(k),
            dash: .solid, width: 1.8),
          .line(x: x, y: limit, colour: .black, dash: .dotted, width: 1.4),
        ]
      }
      return Panel(
        title: "ηλ × steps = …, <i>n</i> = \(width) and limit (dotted)", x: PlotAxis("<i>x</i>"),
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
}
