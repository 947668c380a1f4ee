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
    /// The figure's; nil where it gives none, or for fewer training images than it has.
    let published: (smallest: Double?, median: Double?)

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
          published: (published("smallest_gap"), published("median_gap")))
      }
    }
    self.settings = settings
  }

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
        key: "\(key)/networks_at_full_accuracy", value: Double(counts.counted), samples: counts.trials,
        title: "networks that classify every training image correctly")
    ] + entries.flatMap { sizes($0, key: key) } + NamedNonlinearity.allCases.flatMap(changes)
  }

  /// The smallest gap of a width, as the paper plots it, and the median.
  private func sizes(_ entry: Entry, key: String) -> [Score] {
    let gaps = entry.gaps
    guard let smallest = gaps.smallest, let median = gaps.median else { return [] }
    let score = Scorer(
      key: "\(key)/\(entry.nonlinearity.name)/width_\(entry.width)/",
      title: "\(entry.nonlinearity.title), width \(entry.width), ")
    return [
      score(
        "smallest_gap", smallest, error: gaps.smallest(of: gaps.count)?.deviation, samples: gaps.count,
        "smallest generalisation gap"),
      score("median_gap", median, error: gaps.medianError, samples: gaps.count, "median generalisation gap"),
    ]
  }

  /// How the gap changes from narrow to wide networks.
  private func changes(_ kind: NamedNonlinearity) -> [Score] {
    let counted = entries(of: kind).filter { $0.gaps.count >= Self.leastSample }
    guard let first = counted.first, let last = counted.last, first.width < last.width else { return [] }
    return [paired(kind, with: last), smallest(first, last), median(first, last)].compactMap { $0 }
  }

  /// Of fewer gaps or pairs the spread says nothing.
  private static let leastSample = 3

  /// The mean over the trials that the widest networks and the narrowest fit that share enough of them: a trial has the
  /// same optimiser and variances at every width, so that nothing but the width differs.
  private func paired(_ kind: NamedNonlinearity, with last: Entry) -> Score? {
    for first in entries(of: kind) where first.width < last.width {
      let changes = zip(first.trials, last.trials).compactMap { pair in
        pair.0.flatMap { narrow in pair.1.map { $0 - narrow } }
      }
      guard changes.count >= Self.leastSample else { continue }
      return Score(
        key: "cifar10/\(kind.name)/gap_change", meanOf: changes, isStudent: true,
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
