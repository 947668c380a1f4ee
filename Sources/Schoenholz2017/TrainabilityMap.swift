import MeanField
import Plotting
import Results
import Suite

/// Training accuracies of one optimiser over σ_w² and depth, beside ξ_c of tanh networks.
struct TrainabilityMap {
  let method: Figure5.Method
  let settings: Figure5.Settings
  let grid: AccuracyGrid

  /// ξ_c = −1/log χ_{c*}, in either phase; nil on the critical line.
  private func depthScale(_ weightVariance: Double) throws -> Double? {
    try MeanFieldTheory(
      nonlinearity: .tanh, weightVariance: weightVariance, biasVariance: settings.biasVariance
    ).correlationDepthScale.value
  }

  func scores() throws -> [Score] {
    let multiple = try grid.multiple(guide: settings.guide, depthScale: depthScale)
    var (multiples, accuracies) = ([Double](), [Double]())
    for (column, weightVariance) in grid.weightVariances.enumerated() {
      guard let scale = try depthScale(weightVariance) else { continue }
      multiples += grid.depths.map { $0 / scale }
      accuracies += grid.values[column]
    }
    let critical = try CriticalLine(.tanh).weightVariance(biasVariance: settings.biasVariance)
    let middle = grid.depths[grid.depths.count / 2]
    let score = Scorer(key: "\(method.rawValue)/", title: "\(method.title): ")
    return [
      score("boundary_multiple", multiple.median, "accuracy falls half-way, in ξ_c, \(multiple.words)"),
      score(
        "rank_correlation", rankCorrelation(multiples, accuracies), "rank correlation of accuracy and depth/ξ_c"),
      score(
        "best_weight_variance_over_critical", grid.bestWeightVariance(fromDepth: middle) / critical,
        "σ_w² that trains the deeper half best, over the critical one"),
      score("best_training_accuracy", grid.best, "best training accuracy"),
    ]
  }

  func panel() throws -> Panel {
    let (first, last) = (grid.weightVariances[0], grid.weightVariances[grid.weightVariances.count - 1])
    let deepest = grid.depths[grid.depths.count - 1]
    let half = 0.5 * (deepest - grid.depths[grid.depths.count - 2])
    let guides = try [(1.0, Dash.dotted), (settings.guide, .dashed)].map { multiple, dash in
      let x = (0...400).map { first + (last - first) * Double($0) / 400 }
      // A gap at the critical line, where the scale leaves the map.
      let y = try x.map { try depthScale($0).map { multiple * $0 }.flatMap { $0 <= 1.5 * deepest ? $0 : nil } ?? .nan }
      return Layer.guide(
        x: x, y: y, label: multiple == 1 ? "ξ<sub>c</sub>" : "\(Int(multiple)) ξ<sub>c</sub>", colour: .black,
        dash: dash)
    }
    return Panel(
      title: "\(method.title), \(settings.steps(method)) steps", x: PlotAxis("σ<sub>w</sub><sup>2</sup>"),
      y: PlotAxis("depth <i>L</i>", from: grid.depths[0] - half, to: deepest + half),
      layers: [grid.layer(ColourScale("training accuracy", from: 0.1, to: 1))] + guides)
  }
}
