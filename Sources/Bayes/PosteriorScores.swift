import Foundation
import Plotting
import Results
import Suite

/// How the distance of `Posteriors` falls with the width.
struct PosteriorScores: Findings {
  private struct Curves {
    let task: PosteriorTask.Name
    /// Root mean squares over the places, by width and chain.
    let wasserstein, kolmogorov: [[Double]]
    let refused, langevinRefused: [[Double]]
    let scaleReductions, effectiveSamples: [Double]
    /// Those whose chains have met.
    let widths: [Int]

    init(_ table: Table, _ task: PosteriorTask.Name, places: Int) throws {
      let all = try table[Posteriors.width]
      let statuses = try table.statuses(Posteriors.task == task)
      let widths = zip(all, statuses).filter { $0.1 == .done }.map(\.0)
      self.widths = widths
      func lists(_ column: Column<Double>) throws -> [[Double]] {
        try widths.map { try table[column, Posteriors.task == task, Posteriors.width == $0] }
      }
      func distances(_ column: Column<Double>) throws -> [[Double]] {
        try widths.map { width in
          let all = try table[column, Posteriors.task == task, Posteriors.width == width]
          return stride(from: 0, to: all.count, by: places).map { first in
            (all[first..<first + places].reduce(0) { $0 + $1 * $1 } / Double(places)).squareRoot()
          }
        }
      }
      self.task = task
      (wasserstein, kolmogorov) = (try distances(Posteriors.wasserstein), try distances(Posteriors.kolmogorov))
      refused = try lists(Posteriors.refused)
      langevinRefused = try lists(Posteriors.langevinRefused)
      scaleReductions = try table[Posteriors.scaleReduction, Posteriors.task == task]
      effectiveSamples = try table[Posteriors.effectiveSamples, Posteriors.task == task]
    }
  }

  private let curves: [Curves]
  private let settings: Posteriors.Settings

  init(_ tables: Tables, _ settings: Posteriors.Settings) throws {
    let table = try tables.only
    self.settings = settings
    curves = try settings.tasks.map { try Curves(table, $0, places: settings.places) }
  }

  var scores: [Score] {
    get throws { try curves.flatMap(scores) }
  }

  private func scores(_ curves: Curves) throws -> [Score] {
    let score = Scorer(key: "\(curves.task.rawValue)/", title: "\(curves.task.title), ")
    func slope(_ key: String, _ values: [[Double]], _ words: String) throws -> Score {
      let scaling = try WidthScaling(widths: curves.widths, values: values)
      return score(
        "\(key)/slope", scaling.slope, error: scaling.standardError, samples: scaling.seeds,
        "\(words): slope against width, log-log")
    }
    let met = score("scale_reduction", curves.scaleReductions.max() ?? .nan, "largest R̂")
    // Chains that have not met say nothing, and fewer widths have no slope in either half.
    guard curves.widths.count >= 6, let refused = curves.refused.last, let others = curves.langevinRefused.last else {
      return [met]
    }
    let gain = zip(refused, others).map { $0 - $1 }
    return [
      try slope("wasserstein", curves.wasserstein, "W₂ from the process"),
      try slope("kolmogorov", curves.kolmogorov, "Kolmogorov's distance from the process"),
      // A chain may refuse nothing: means over chains have a slope, those of single chains none.
      try refusedSlope(curves, score),
      score(
        "langevin_gain", meanOf: gain,
        "proposals refused without the gradient less those refused with it, widest networks"),
      met,
    ]
  }

  private func refusedSlope(_ curves: Curves, _ score: Scorer) throws -> Score {
    // Leaving out a chain at a time: the jackknife.
    let chains = curves.refused.first?.count ?? 0
    func slope(without left: Int?) throws -> WidthScaling {
      try WidthScaling(
        widths: curves.widths,
        values: curves.refused.map { chainValues in
          [chainValues.indices.filter { $0 != left }.map { chainValues[$0] }.mean]
        })
    }
    let whole = try slope(without: nil)
    let parts = try (0..<chains).map { try slope(without: $0).slope }
    let mean = parts.mean
    let square = parts.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } * Double(chains - 1) / Double(chains)
    return score(
      "refused/slope", whole.slope, error: hypot(square.squareRoot(), whole.standardError), samples: chains,
      "share of proposals that are refused: slope against width, log-log")
  }

  /// Distances and what is refused, a column a task.
  var figure: Figure? {
    let shown = curves.filter { !$0.widths.isEmpty }
    return Figure(
      title: "Exact posterior of networks with \(settings.depth) hidden layers against the process's",
      columns: max(2, shown.count), panels: shown.map(distances) + shown.map(refusals))
  }

  private let width = PlotAxis("width <i>n</i>", scale: .logarithmic)

  private func distances(_ curves: Curves) -> Panel {
    Panel(
      title: curves.task.title, x: width, y: PlotAxis("distance", scale: .logarithmic),
      layers: [
        line(curves, curves.wasserstein, "<i>W</i>₂ over the deviation", 0),
        line(curves, curves.kolmogorov, "Kolmogorov", 1),
        guide(curves, curves.wasserstein, 1, "1/<i>n</i>"),
      ])
  }

  private func refusals(_ curves: Curves) -> Panel {
    Panel(
      title: "Crank–Nicolson, β = \(settings.step)", x: width, y: PlotAxis("refused", scale: .logarithmic),
      layers: [
        line(curves, curves.refused, "without gradient", 0), line(curves, curves.langevinRefused, "with gradient", 1),
        guide(curves, curves.refused, 0.5, "1/√<i>n</i>"),
      ])
  }

  private func line(_ curves: Curves, _ values: [[Double]], _ label: String, _ k: Int) -> Layer {
    let samples = values.map { SampleMean($0) }
    return .line(
      x: curves.widths.map(Double.init), y: samples.map(\.mean), errors: samples.map(\.bar), label: label,
      colour: .palette(k), dash: .solid, marker: .cycled(k))
  }

  /// A power of the width below the widest networks.
  private func guide(_ curves: Curves, _ values: [[Double]], _ power: Double, _ label: String) -> Layer {
    let x = curves.widths.map(Double.init)
    let (widest, last) = (x.last ?? 1, values.last?.mean ?? 1)
    return .guide(
      x: x, y: x.map { 0.7 * last * pow(widest / $0, power) }, label: label, colour: .grey,
      dash: power == 1 ? .dotted : .dashed)
  }

  var narrative: String {
    let least = curves.flatMap(\.effectiveSamples).min() ?? 0
    return """
      \(settings.depth) hidden layers, erf, σ_w² = \(settings.weightVariance), σ_b² = \
      \(settings.biasVariance). \(settings.chains) chains of \(settings.steps) steps each of the widest, of \
      narrower ones more by as much as they are narrower, and as long a step as keeps \
      \(settings.leastAccepted) of its proposals; they are worth \(Int(least)) independent draws at least. Distances are \
      root mean squares over \(settings.places) inputs, of each chain by itself; W₂ is over the deviation of the \
      process's posterior. A slope is of the wider half of the widths, and its interval joins that over chains with its \
      change from the narrower half.
      """
  }
}
