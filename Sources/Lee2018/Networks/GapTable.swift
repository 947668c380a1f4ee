import Results
import Suite

extension GeneralisationGaps {
  /// One line a width, in Markdown, and what became of the other networks.
  var narrative: String {
    let table = TextTable(
      ["Width"] + NamedNonlinearity.allCases.flatMap { ["\($0.title): networks", "smallest gap", "median"] },
      rows: settings.widths.map { width in
        ["\(width.units)"]
          + entries.filter { $0.width == width.units }.flatMap { entry in
            [
              "\(entry.gaps.count) of \(entry.trials.count)", fourDecimals(entry.gaps.smallest),
              fourDecimals(entry.gaps.median),
            ]
          }
      })
    return table.markdown + "\n\n" + remarks
  }

  private var remarks: String {
    let ends = entries.flatMap(\.ends)
    func count(_ end: FullAccuracyTraining.End) -> Int { ends.count { $0 == end } }
    let images = settings.hasAllImages ? "all \(settings.images)" : "\(settings.images)"
    return "Networks that classify all of \(images) training images correctly: \(counts.counted) of \(counts.trials) "
      + "(the paper: 180 networks on all of CIFAR-10, widths 64 to 16,384). The others: \(count(.limit)) had images "
      + "left after their last epoch, \(count(.hopeless)) ended at their first look with fewer than "
      + "\(Int((100 * hopeful).rounded())) % right, \(count(.diverged)) diverged; all are in the results file. A trial "
      + "draws learning rate, batch size, σ_w² and σ_b² once for all widths; the paper does not say its ranges. "
      + epochs
  }

  /// How long networks train, and what differs with the width beside it.
  private var epochs: String {
    let limits = settings.widths.map(\.limits.epochs)
    guard let first = limits.first else { return "" }
    if limits.allSatisfy({ $0 == first }) { return "They train for at most \(first) epochs." }
    let list = zip(settings.widths, limits).map { "\($1) at width \($0.units)" }.joined(separator: ", ")
    return "They train for at most so many epochs: \(list). The rate falls over them, so that wide networks differ "
      + "from narrow ones in that as well."
  }

  private var hopeful: Double { settings.widths.first?.limits.hopeful ?? 0 }
}
