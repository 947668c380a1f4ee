import Foundation
import Plotting

extension Diagnosis {
  /// κ, the ends of the spectrum and what there is of the targets by depth; the spectrum at a few depths.
  var figure: Figure {
    var panels = [conditions, ends, spectra]
    if leading.byDepth[focus].modes != nil { panels += [predictors, steps, shares] }
    return Figure(columns: 3, panels: panels)
  }

  private var x: [Double] { depths.map(Double.init) }

  /// Logarithmic where the depths go over a decade.
  private var depthAxis: PlotAxis {
    let isWide = x[x.count - 1] >= 10 * x[0]
    return PlotAxis("depth <i>l</i>", scale: isWide ? .logarithmic : .linear, wholeNumbers: !isWide)
  }

  /// A curve a kernel by depth.
  private func curves(
    _ label: String = "", dash: Dash = .solid, marker: Marker = .circle, _ value: (KernelDiagnosis) -> Double?
  ) -> [Layer] {
    Which.allCases.enumerated().compactMap { number, which in
      guard let found = kernels[which] else { return nil }
      let y = found.map { value($0) ?? .nan }
      guard y.contains(where: \.isFinite) else { return nil }
      return .line(
        x: x, y: y, label: [which.symbol, label].filter { !$0.isEmpty }.joined(separator: ", "),
        colour: .palette(number), dash: dash, marker: depths.count > 24 ? nil : marker, markerSize: 4.5)
    }
  }

  /// Where the file's own depth is; said once.
  private func ownDepth(isNamed: Bool = false) -> [Layer] {
    depths.count > 1 && depths.contains(family.ownDepth)
      ? [.vertical(at: Double(family.ownDepth), label: isNamed ? "the file’s" : "", dash: .dotted)] : []
  }

  private var conditions: Panel {
    let found = kernels.values.joined().map(\.conditionNumber)
    var limits: [Layer] = []
    // A limit far above the curves would leave these no room.
    let largest = found.filter(\.isFinite).max() ?? .infinity
    for (limit, label) in [(Self.singlePrecisionLimit, "float32"), (doublePrecisionLimit, "float64")]
    where limit < 1e4 * largest || found.contains(.infinity) {
      limits.append(.horizontal(at: limit, label: label))
    }
    return Panel(
      title: "Condition number", x: depthAxis,
      y: PlotAxis("κ = λ<sub>max</sub>/λ<sub>min</sub>", scale: .logarithmic),
      layers: curves { $0.conditionNumber } + limits + ownDepth(isNamed: true))
  }

  private var ends: Panel {
    Panel(
      title: "Ends of the spectrum", x: depthAxis, y: PlotAxis("eigenvalue", scale: .logarithmic),
      layers: curves("λ<sub>max</sub>") { $0.spectrum.largest }
        + curves("λ<sub>min</sub>", dash: .dashed, marker: .openCircle) {
          $0.spectrum.isTrusted ? $0.spectrum.smallest : nil
        } + ownDepth())
  }

  private var predictors: Panel {
    let own = "<i>P Y</i>"
    // Where modes are left out, what is left of P(Θ)Y is rounding's doing; with equal inputs it is so at every depth.
    let isAnyTrusted = leading.byDepth.contains(where: \.spectrum.isTrusted)
    var layers = curves("\(own) on <i>x</i><sub>2</sub>") {
      $0.spectrum.isTrusted || !isAnyTrusted ? $0.testPredictor : nil
    }
    if !hasTestInputs { layers = curves("\(own) left out") { $0.leftOutPredictor } }
    layers += curves("error left out", dash: .dashed, marker: .openCircle) { $0.leftOutError }
    return Panel(
      title: "Mean predictor", x: depthAxis,
      y: PlotAxis("part of the size of <i>Y</i>", scale: .logarithmic),
      layers: layers + [.horizontal(at: Self.leastPredictor)] + ownDepth())
  }

  private var steps: Panel {
    Panel(
      title: "Steps at half the largest rate", x: depthAxis,
      y: PlotAxis("until 1 % of <i>Y</i> is left", scale: .logarithmic),
      layers: curves { found in found.timeToFit.map { max(1, found.steps($0)) } } + ownDepth())
  }

  /// The shallowest depth, the file's and the deepest.
  private var shownDepths: [Int] { Set([0, focus, depths.count - 1]).sorted() }

  /// A curve a depth of the leading kernel over the modes.
  private func overModes(_ values: (KernelDiagnosis) -> [Double]?) -> [Layer] {
    let modes = (1...inputCount).map(Double.init)
    let marker: Marker? = inputCount < 40 ? .circle : nil
    return shownDepths.compactMap { k in
      values(leading.byDepth[k]).map {
        .line(x: modes, y: $0, label: "<i>l</i> = \(depths[k])", marker: marker, markerSize: 4.5)
      }
    }
  }

  private var modeAxis: PlotAxis {
    PlotAxis("mode", scale: inputCount >= 10 ? .logarithmic : .linear, wholeNumbers: inputCount < 10)
  }

  private var spectra: Panel {
    Panel(
      title: "Spectrum of \(leading.which.symbol)", x: modeAxis,
      y: PlotAxis("λ<sub><i>k</i></sub>/λ<sub>max</sub>", scale: .logarithmic),
      layers: overModes { found in
        let largest = found.spectrum.largest
        // Null modes are rounding.
        let least = found.spectrum.isTrusted ? 0 : Double(inputCount) * .ulpOfOne * largest
        return found.eigenvalues.map { $0 > least ? $0 / largest : .nan }
      })
  }

  private var shares: Panel {
    Panel(
      title: "What is learnt first", x: modeAxis,
      y: PlotAxis("part of <i>Y</i> up to mode <i>k</i>", from: 0, to: 1.02),
      layers: overModes { found in
        found.modes.map { modes in
          var sum = 0.0
          return modes.shares.map {
            sum += $0
            return min(1, sum)
          }
        }
      })
  }
}
