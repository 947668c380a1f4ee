import Foundation
import Plotting
import Results
import Suite

/// Maps and rates in a results file of `Figure2SGD`.
struct Figure2SGDScores {
  private let training, test: AccuracyGrid
  private let rates: [Double]
  /// By phase and rate.
  private let accuracies, growths: [[Double]]
  private let size: Int
  /// λ_max by phase: of the analytic kernel, of the network's own over all outputs, and of that averaged over outputs.
  private let analytic, empirical, mean: [Double]

  init(_ results: ResultsFile, tier: Tier) throws {
    let (maps, sweep) = (Figure2SGD.maps(tier), Figure2SGD.rates(tier))
    func grid(_ name: String) throws -> AccuracyGrid {
      let values = try results.numbers(name, group: "/maps").values
      let depths = maps.depths.count
      return AccuracyGrid(
        weightVariances: maps.weightVariances, depths: maps.depths.map(Double.init),
        values: maps.weightVariances.indices.map { Array(values[$0 * depths..<($0 + 1) * depths]) })
    }
    (training, test, rates) = (try grid("training_accuracy"), try grid("test_accuracy"), sweep.rates)
    func curves(_ name: String) throws -> [[Double]] {
      let (values, count) = (try results.numbers(name, group: "/rates").values, sweep.rates.count)
      return Figure2SGD.phases.indices.map { Array(values[$0 * count..<($0 + 1) * count]) }
    }
    (accuracies, growths, size) = (try curves("training_accuracy"), try curves("loss_growth"), maps.training)
    analytic = try results.numbers("largest_eigenvalue", group: "/rates").values
    empirical = try results.numbers("empirical_largest_eigenvalue", group: "/rates").values
    mean = try results.numbers("mean_largest_eigenvalue", group: "/rates").values
  }

  var measurements: [Score] {
    get throws {
      let (ordered, chaotic) = (Figure2SGD.guides[0], Figure2SGD.guides[1])
      // Twice as deep as the guides.
      let (deepOrdered, deepChaotic) = (12.0...Double.infinity, 8.0...Double.infinity)
      func measurement(_ key: String, _ value: Double, _ title: String) -> Score {
        Score(key: key, value: value, title: title)
      }
      func boundary(_ grid: AccuracyGrid, _ guide: DepthGuide, _ split: String) throws -> [Score] {
        let multiple = try grid.multiple(of: guide)
        // A coarse grid may have no column in which the guide can be seen.
        guard multiple.columns > 0 else { return [] }
        return [
          measurement(
            "fcn/\(size)/\(split)/\(guide.side.rawValue)_boundary_multiple", multiple.median,
            "\(split) accuracy falls half-way, in \(guide.side == .ordered ? "ξ₁" : "ξ_*"), \(multiple.words)")
        ]
      }
      let own = [
        measurement(
          "fcn/\(size)/training/deep_ordered_accuracy",
          try training.cells(along: ordered, deepOrdered).map(\.accuracy).mean,
          "training accuracy beyond 12 ξ₁"),
        measurement(
          "fcn/\(size)/training/deep_chaotic_accuracy",
          try training.cells(along: chaotic, deepChaotic).map(\.accuracy).mean,
          "training accuracy beyond 8 ξ_*"),
        measurement(
          "fcn/\(size)/test/deep_chaotic_accuracy", try test.cells(along: chaotic, deepChaotic).map(\.accuracy).mean,
          "test accuracy beyond 8 ξ_*"),
        measurement("fcn/\(size)/test/best_accuracy", test.best, "best test accuracy"),
      ]
      return try boundary(training, ordered, "training") + boundary(test, chaotic, "test") + own
        + Figure2SGD.phases.indices.flatMap(rateMeasurements)
    }
  }

  private func rateMeasurements(_ phase: Int) -> [Score] {
    let (name, curve) = (Figure2SGD.phases[phase].0, accuracies[phase])
    let title = "\(name), σ_w² = \(Figure2SGD.phases[phase].1)"
    let ratio = empirical[phase] / analytic[phase]
    let level = 0.5 * (AccuracyGrid.chance + (curve.max() ?? AccuracyGrid.chance))
    // The last rate before the curve falls half-way for good.
    let last = curve.lastIndex { $0 >= level }.map { rates[$0] } ?? .nan
    let stable = zip(rates, growths[phase]).prefix { $0.1 <= 1.1 }.last?.0 ?? .nan
    return [
      Score(
        key: "rates/\(name)/largest_stable_rate", value: stable,
        title: "\(title): largest rate at which the loss does not grow, in 2/λ_max of the analytic kernel"),
      Score(
        key: "rates/\(name)/largest_trainable_rate", value: last,
        title: "\(title): largest rate that trains, in 2/λ_max of the analytic kernel"),
      Score(
        key: "rates/\(name)/collapsed_accuracy",
        value: zip(rates, curve).filter { $0.0 > 1.2 && $0.0 < 1.3 }.map(\.1).mean,
        title: "\(title): training accuracy at 1.26 times 2/λ_max"),
      Score(
        key: "rates/\(name)/eigenvalue_ratio", value: ratio,
        title: "\(title): λ_max of the network's own kernel, all outputs, over the analytic one"),
      Score(
        key: "rates/\(name)/mean_eigenvalue_ratio", value: mean[phase] / analytic[phase],
        title: "\(title): λ_max of the network's own kernel, averaged over outputs, over the analytic one"),
    ]
  }

  /// The finite-width shift of the largest rate, in words and numbers.
  var eigenvalues: String {
    var lines = [
      "| phase | σ_w² | λ_max, analytic | network, mean of outputs | network, all outputs | 2/λ_max of the network over the analytic |",
      "|---|---:|---:|---:|---:|---:|",
    ]
    for (k, phase) in Figure2SGD.phases.enumerated() {
      let numbers = String(
        format: "%.2f | %.2f | %.2f | %.2f | %.4f", phase.1, analytic[k], mean[k], empirical[k],
        analytic[k] / empirical[k])
      lines.append("| \(phase.0) | \(numbers) |")
    }
    return lines.joined(separator: "\n")
  }

  var figure: Figure {
    get throws {
      let (first, last) = (training.weightVariances[0], training.weightVariances[training.weightVariances.count - 1])
      let guides = try Figure2SGD.guides.map {
        try $0.layer(from: first, to: last, deepest: training.depths[training.depths.count - 1])
      }
      func map(_ title: String, _ grid: AccuracyGrid, to most: Double) -> Panel {
        let (deepest, half) = (grid.depths[grid.depths.count - 1], 0.5 * (grid.depths[1] - grid.depths[0]))
        return Panel(
          title: title, x: PlotAxis("σ<sub>w</sub><sup>2</sup>"),
          y: PlotAxis("depth <i>l</i>", from: 1 - half, to: deepest + half),
          layers: [grid.layer(ColourScale("accuracy", from: 0.1, to: most))] + guides)
      }
      let curves = Figure2SGD.phases.enumerated().map { k, phase in
        Layer.line(
          x: rates, y: accuracies[k], label: phase.0, colour: .palette(k),
          dash: .solid, marker: .cycled(k))
      }
      return Figure(
        columns: 3,
        panels: [
          map("training accuracy", training, to: 1), map("test accuracy", test, to: max(0.2, test.best)),
          Panel(
            title: "depth \(RateSweep.depth), full batch", x: PlotAxis("ρ = η λ<sub>max</sub>/2", scale: .logarithmic),
            y: PlotAxis("training accuracy", from: 0, to: 1), layers: curves + [.vertical(at: 1, label: "ρ = 1")]),
        ])
    }
  }
}
