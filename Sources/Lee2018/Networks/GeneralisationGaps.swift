import Foundation
import Plotting
import Results
import Suite

/// The gaps of Figure 2, training minus test accuracy, of the networks that classify every training image correctly.
struct GeneralisationGaps {
  struct Entry {
    let nonlinearity: GaussianProcessRow.NamedNonlinearity
    let width: Int
    /// One a trial; nil of those that do not count.
    let trials: [Double?]

    /// Those of the trials that count, ascending.
    var gaps: [Double] { trials.compactMap { $0 }.sorted() }

    /// Of an even number of trials the mean of the two in the middle.
    var median: Double? {
      let gaps = gaps
      guard !gaps.isEmpty else { return nil }
      return (gaps[(gaps.count - 1) / 2] + gaps[gaps.count / 2]) / 2
    }
  }

  let entries: [Entry]
  let tier: Tier

  init(_ results: ResultsFile, tier: Tier) throws {
    let training = try results.numbers("training_accuracy").values
    let test = try results.numbers("test_accuracy").values
    let trials = Figure2.trials(tier)
    let groups = GaussianProcessRow.nonlinearities.flatMap { kind in Figure2.widths(tier).map { (kind, $0) } }
    entries = groups.enumerated().map { k, group in
      let range = k * trials..<(k + 1) * trials
      return Entry(
        nonlinearity: group.0, width: group.1,
        trials: range.map { training[$0] == 1 ? training[$0] - test[$0] : nil })
    }
    self.tier = tier
  }

  private func entries(of kind: GaussianProcessRow.NamedNonlinearity) -> [Entry] {
    entries.filter { $0.nonlinearity.name == kind.name }
  }

  /// The smallest gap of each width, as the paper plots it, and how the gap changes from the narrowest to the widest
  /// networks: over the trials that both of them fit, since a trial has the same optimiser and variances at every
  /// width. The smallest of a few gaps would fall with their number alone.
  var measurements: [Score] {
    GaussianProcessRow.nonlinearities.flatMap { kind in
      let counted = entries(of: kind).filter { !$0.gaps.isEmpty }
      var measurements = counted.map {
        Score(
          key: "cifar10/\(kind.name)/width_\($0.width)/smallest_gap", value: $0.gaps[0], samples: $0.gaps.count,
          title: "\(kind.title), width \($0.width), smallest generalisation gap")
      }
      if let first = counted.first, let last = counted.last, first.width < last.width {
        let changes = zip(first.trials, last.trials).compactMap { pair in
          pair.0.flatMap { narrow in pair.1.map { $0 - narrow } }
        }
        if !changes.isEmpty { measurements.append(change(changes, kind, from: first.width, to: last.width)) }
      }
      return measurements
    }
  }

  private func change(
    _ changes: [Double], _ kind: GaussianProcessRow.NamedNonlinearity, from first: Int, to last: Int
  ) -> Score {
    let mean = SampleMean(changes)
    return Score(
      key: "cifar10/\(kind.name)/gap_change", value: mean.mean,
      standardError: mean.standardError.map {
        // So that 2.576 of it are Student's 99 %.
        $0 * StudentT.quantile(twoSided: 0.99, degreesOfFreedom: changes.count - 1) / 2.576
      }, samples: changes.count,
      title: "\(kind.title), gap of width \(last) minus that of width \(first), mean over trials")
  }

  /// Every network a point, the smallest gaps joined.
  var figure: Figure {
    Figure(
      columns: 2,
      panels: GaussianProcessRow.nonlinearities.enumerated().map { k, kind in
        let counted = entries(of: kind)
        return Panel(
          title: kind.title, x: PlotAxis("width", scale: .logarithmic, ticks: Figure2.widths(tier).map(Double.init)),
          y: PlotAxis("generalisation gap"),
          layers: [
            .points(
              x: counted.flatMap { entry in entry.gaps.map { _ in Double(entry.width) } }, y: counted.flatMap(\.gaps),
              label: "networks", colour: .palette(k), marker: .circle, size: 6),
            .line(
              x: counted.map { Double($0.width) }, y: counted.map { $0.gaps.first ?? .nan }, label: "smallest gap",
              colour: .palette(k), dash: .solid),
          ])
      })
  }

  /// One line a width, in Markdown.
  var table: String {
    var lines = [
      "| Width | \(GaussianProcessRow.nonlinearities.map { "\($0.title): networks | smallest gap | median" }.joined(separator: " | ")) |",
      "|" + String(repeating: "---|", count: 1 + 3 * GaussianProcessRow.nonlinearities.count),
    ]
    for width in Figure2.widths(tier) {
      let cells = entries.filter { $0.width == width }.map { entry in
        func text(_ value: Double?) -> String { value.map { String(format: "%.4f", $0) } ?? "–" }
        return "\(entry.gaps.count) of \(entry.trials.count) | \(text(entry.gaps.first)) | \(text(entry.median))"
      }
      lines.append("| \(width) | \(cells.joined(separator: " | ")) |")
    }
    lines.append(
      "\nNetworks that classify all \(Figure2.images(tier)) training images correctly within \(Figure2.steps(tier)) steps "
        + "(the paper: 180 networks on all of CIFAR-10, widths 64 to 16,384).")
    return lines.joined(separator: "\n")
  }
}
