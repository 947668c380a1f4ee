import Results
import Suite

/// The gaps of Figure 2, training minus test accuracy, of the networks that classify every training image correctly.
struct GeneralisationGaps: Findings {
  struct Entry {
    let nonlinearity: NamedNonlinearity
    let width: Int
    /// One a trial; nil of those that do not count.
    let trials: [Double?]
    let ends: [FullAccuracyTraining.End]
    /// The figure's, and of how many networks; nil where it gives none, or for fewer training images than it has.
    let published: (smallest: Double?, median: Double?, networks: Int?)

    /// Those of the trials that count, ascending.
    var gaps: GapSample { GapSample(trials.compactMap { $0 }) }
  }

  let entries: [Entry]
  let settings: Figure2.Settings

  init(_ tables: Tables, _ settings: Figure2.Settings) throws {
    let key = Self.key(of: settings)
    entries = try NamedNonlinearity.allCases.flatMap { kind in
      try settings.widths.map { width in
        let (table, isKind) = (try tables[Figure2.name(of: width)], TableAxes.nonlinearity == kind)
        let ends = try table[Figure2.end, isKind].map { FullAccuracyTraining.End(rawValue: $0) ?? .limit }
        let gaps = zip(ends, try table[Figure2.testAccuracy, isKind]).map { $0 == .allRight ? 1 - $1 : nil }
        func published(_ quantity: String) -> Double? {
          settings.hasAllImages ? tables.published("\(key)/\(kind.name)/width_\(width.units)/\(quantity)") : nil
        }
        return Entry(
          nonlinearity: kind, width: width.units, trials: gaps, ends: ends,
          published: (
            published("smallest_gap"), published("median_gap"),
            published(Self.networks).flatMap { $0 > 0 ? Int(exactly: $0) : nil }
          ))
      }
    }
    self.settings = settings
  }

  private static let networks = "networks_at_full_accuracy"

  /// How the keys begin of numbers that depend on the number of training images.
  private static func key(of settings: Figure2.Settings) -> String {
    settings.hasAllImages ? "cifar10" : "cifar10/images_\(settings.images)"
  }

  func entries(of kind: NamedNonlinearity) -> [Entry] { entries.filter { $0.nonlinearity == kind } }

  /// Networks at full training accuracy, and all.
  var counts: (counted: Int, trials: Int) {
    entries.reduce((0, 0)) { ($0.0 + $1.gaps.count, $0.1 + $1.trials.count) }
  }

  var scores: [Score] {
    let key = Self.key(of: settings)
    return [
      Score(
        key: "\(key)/\(Self.networks)", value: Double(counts.counted), samples: counts.trials,
        title: "networks that classify every training image correctly")
    ] + entries.flatMap { sizes($0, key: key) } + NamedNonlinearity.allCases.flatMap(changes)
  }

  /// The networks of a width, beside the figure's; their smallest gap, as the paper plots it, and the median.
  private func sizes(_ entry: Entry, key: String) -> [Score] {
    let gaps = entry.gaps
    let score = Scorer(
      key: "\(key)/\(entry.nonlinearity.name)/width_\(entry.width)/",
      title: "\(entry.nonlinearity.title), width \(entry.width), ")
    let counted =
      settings.hasAllImages
      ? [
        score(
          Self.networks, Double(gaps.count), samples: entry.trials.count,
          "networks that classify every training image correctly")
      ] : []
    guard let median = gaps.median else { return counted }
    // The figure's median is that of another number of networks. Its share of the variance of the difference is as much
    // larger as they are fewer; a tolerance takes both sides' for equal.
    let share = entry.published.networks.map { (1 + Double(gaps.count) / Double($0)) / 2 } ?? 1
    let smallest = smallestGap(entry).map {
      score("smallest_gap", $0.value, error: $0.error, samples: gaps.count, $0.words)
    }
    return counted + [smallest].compactMap(\.self) + [
      score(
        "median_gap", median, error: gaps.medianError.map { $0 * share.squareRoot() }, samples: gaps.count,
        "median generalisation gap")
    ]
  }

  /// The smallest of as many networks as the figure has: of more it would be smaller by itself. Without an error, and
  /// so without a verdict, where ours are fewer.
  private func smallestGap(_ entry: Entry) -> (value: Double, error: Double?, words: String)? {
    let gaps = entry.gaps
    guard let smallest = gaps.smallest else { return nil }
    guard let count = entry.published.networks else {
      return (smallest, gaps.smallest(of: gaps.count)?.deviation, "smallest generalisation gap")
    }
    guard let expected = gaps.smallest(of: count) else {
      return (smallest, nil, "smallest generalisation gap of \(gaps.count) networks (the figure's: \(count))")
    }
    return (expected.mean, expected.deviation, "smallest generalisation gap of \(count) networks, expected")
  }

  /// How the gap changes from narrow to wide networks.
  private func changes(_ kind: NamedNonlinearity) -> [Score] {
    let counted = entries(of: kind).filter(\.gaps.hasErrors)
    guard let first = counted.first, let last = counted.last, first.width < last.width else { return [] }
    return [paired(kind, with: last), smallest(first, last), median(first, last)].compactMap { $0 }
  }

  /// The mean over the trials that the widest networks and the narrowest fit that share enough of them: a trial has the
  /// same initial rate, batch size and variances at every width. Beside the width the epochs differ where a tier gives
  /// wide networks fewer, and with them how fast the rate falls.
  private func paired(_ kind: NamedNonlinearity, with last: Entry) -> Score? {
    for first in entries(of: kind) where first.width < last.width {
      let changes = zip(first.trials, last.trials).compactMap { pair in
        pair.0.flatMap { narrow in pair.1.map { $0 - narrow } }
      }
      guard changes.count >= GapSample.leastForErrors else { continue }
      return Score(
        key: "cifar10/\(kind.name)/gap_change", meanOf: changes,
        title: "\(kind.title), gap of width \(last.width) minus that of width \(first.width), mean over trials")
    }
    return nil
  }

  /// The smallest of as many networks of both widths: of more it would be smaller by itself.
  private func smallest(_ first: Entry, _ last: Entry) -> Score? {
    let count = min(first.gaps.count, last.gaps.count)
    guard let narrow = first.gaps.smallest(of: count), let wide = last.gaps.smallest(of: count) else { return nil }
    return change(
      "smallest", first, last, by: wide.mean - narrow.mean, error: wide.deviation, narrow.deviation, samples: count)
  }

  private func median(_ first: Entry, _ last: Entry) -> Score? {
    guard let narrow = first.gaps.median, let wide = last.gaps.median, let error = last.gaps.medianError,
      let other = first.gaps.medianError
    else { return nil }
    return change(
      "median", first, last, by: wide - narrow, error: error, other, samples: min(first.gaps.count, last.gaps.count))
  }

  private func change(
    _ name: String, _ first: Entry, _ last: Entry, by change: Double, error: Double, _ other: Double, samples: Int
  ) -> Score {
    let kind = first.nonlinearity
    return Score(
      key: "cifar10/\(kind.name)/\(name)_gap_change", value: change,
      standardError: (error * error + other * other).squareRoot(), samples: samples,
      title: "\(kind.title), \(name) gap of width \(last.width) minus that of width \(first.width)")
  }
}
