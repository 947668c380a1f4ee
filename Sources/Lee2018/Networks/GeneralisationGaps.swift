import Plotting
import Results
import Suite

/// The gaps of Figure 2, training minus test accuracy, of the networks that classify every training image correctly.
struct GeneralisationGaps: Findings {
  struct Entry {
    let nonlinearity: NamedNonlinearity
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
  let settings: Figure2.Settings

  init(_ tables: Tables, _ settings: Figure2.Settings) throws {
    let table = try tables.only
    entries = try NamedNonlinearity.allCases.flatMap { kind in
      try settings.widths.map { width in
        let (isKind, isWidth) = (TableAxes.nonlinearity == kind, Figure2.width == width)
        let pairs = zip(
          try table[Figure2.trainingAccuracy, isKind, isWidth], try table[Figure2.testAccuracy, isKind, isWidth])
        return Entry(nonlinearity: kind, width: width, trials: pairs.map { $0 == 1 ? $0 - $1 : nil })
      }
    }
    self.settings = settings
  }

  private func entries(of kind: NamedNonlinearity) -> [Entry] { entries.filter { $0.nonlinearity == kind } }

  /// The smallest gap of each width, as the paper plots it, and how the gap changes from the narrowest to the widest
  /// networks: over the trials that both of them fit, since a trial has the same optimiser and variances at every
  /// width. The smallest of a few gaps would fall with their number alone.
  var scores: [Score] {
    NamedNonlinearity.allCases.flatMap { kind in
      let counted = entries(of: kind).filter { !$0.gaps.isEmpty }
      var scores = counted.map {
        Score(
          key: "cifar10/\(kind.name)/width_\($0.width)/smallest_gap", value: $0.gaps[0], samples: $0.gaps.count,
          title: "\(kind.title), width \($0.width), smallest generalisation gap")
      }
      if let first = counted.first, let last = counted.last, first.width < last.width {
        let changes = zip(first.trials, last.trials).compactMap { pair in
          pair.0.flatMap { narrow in pair.1.map { $0 - narrow } }
        }
        if !changes.isEmpty { scores.append(change(changes, kind, from: first.width, to: last.width)) }
      }
      return scores
    }
  }

  private func change(_ changes: [Double], _ kind: NamedNonlinearity, from first: Int, to last: Int) -> Score {
    Score(
      key: "cifar10/\(kind.name)/gap_change", meanOf: changes, isStudent: true,
      title: "\(kind.title), gap of width \(last) minus that of width \(first), mean over trials")
  }

  /// Every network a point, the smallest gaps joined.
  var figure: Figure? {
    Figure(
      columns: 2,
      panels: NamedNonlinearity.allCases.enumerated().map { k, kind in
        let counted = entries(of: kind)
        return Panel(
          title: kind.title, x: PlotAxis("width", scale: .logarithmic, ticks: settings.widths.map(Double.init)),
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
  var narrative: String {
    let table = TextTable(
      ["Width"] + NamedNonlinearity.allCases.flatMap { ["\($0.title): networks", "smallest gap", "median"] },
      rows: settings.widths.map { width in
        ["\(width)"]
          + entries.filter { $0.width == width }.flatMap { entry in
            [
              "\(entry.gaps.count) of \(entry.trials.count)", fourDecimals(entry.gaps.first),
              fourDecimals(entry.median),
            ]
          }
      })
    return table.markdown
      + "\n\nNetworks that classify all \(settings.images) training images correctly within \(settings.steps) steps "
      + "(the paper: 180 networks on all of CIFAR-10, widths 64 to 16,384)."
  }
}
