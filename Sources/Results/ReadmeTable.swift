import Foundation

/// The README's results: one row for each group of experiments that a paper's reference file names, written from the
/// recorded runs, between two markers, by a command.
public struct ReadmeTable: Sendable {
  public static let begin = "<!-- results: begin -->"
  public static let end = "<!-- results: end -->"

  public let library: ReferenceLibrary

  public init(library: ReferenceLibrary) { self.library = library }

  /// How many numbers agree, differ and are undecided, of each experiment at the last of `tiers` at which it was
  /// recorded on real data. Numbers that cannot be compared are not counted.
  ///
  /// - Parameter tiers: from the smallest to the largest.
  public func markdown(tiers: [String]) throws -> String {
    let runs = try tiers.flatMap { tier in try library.recordedRuns(tier: tier).filter { !$0.identity.isProcedural } }
    let largest = Dictionary(runs.map { ($0.identity.experiment, $0) }, uniquingKeysWith: { _, later in later })
    let rows = try library.references().flatMap { reference in
      (reference.summary?.rows ?? []).compactMap { row -> [String]? in
        let own = row.experiments.compactMap { largest[$0] }
        guard !own.isEmpty, let citation = reference.summary?.citation else { return nil }
        let verdicts = own.flatMap { RecordedNumbers($0, reference: reference).compared.map(\.paper) }
        func count(_ verdict: PaperVerdict) -> String { "\(verdicts.count { $0 == verdict })" }
        let differing = count(.differs)
        return [
          citation, row.reproduced, count(.agrees), differing == "0" ? differing : "**\(differing)**",
          count(.undecided), Self.size(of: own.map(\.identity), row, tiers: tiers),
        ]
      }
    }
    guard !rows.isEmpty else { return "No run of the \(tiers.joined(separator: " or ")) tier has been recorded yet." }
    return TextTable(
      header: ["paper", "what was reproduced", "agree", "differ", "undecided", "size recorded (tier)"],
      alignments: [.left, .left, .right, .right, .right, .left], rows: rows
    ).markdown
  }

  /// The size of the tier that all of the row's experiments were recorded at, and which of them were at a larger one.
  private static func size(of recorded: [RunIdentity], _ row: PaperSummary.Row, tiers: [String]) -> String {
    let ranked = recorded.map { (run: $0, rank: tiers.firstIndex(of: $0.tier) ?? 0) }
    guard let common = ranked.map(\.rank).min() else { return "" }
    let larger = Dictionary(grouping: ranked.filter { $0.rank > common }, by: \.rank).sorted { $0.key < $1.key }
    let sizes = [row.sizes[tiers[common]], "(\(tiers[common]))"].compactMap(\.self).joined(separator: " ")
    return
      ([sizes]
      + larger.map { rank, runs in
        let names = runs.map { $0.run.experiment.split(separator: "/").last ?? "" }
        return "\(tiers[rank]): \(names.joined(separator: ", "))"
      }).joined(separator: "; ")
  }

  /// `text` with what stands between the markers replaced; the markers stay.
  ///
  /// - Parameter file: where the text is from, for the message.
  /// - Throws: `ReferenceFailure.missingMarkers` unless each of the two is there once: between others may stand what is
  ///   not to be replaced.
  public static func replacing(
    in text: String, of file: String = "the text", with content: String
  ) throws -> String {
    let (starts, stops) = (text.ranges(of: begin), text.ranges(of: end))
    guard starts.count == 1, stops.count == 1, let start = starts.first, let stop = stops.first,
      start.upperBound <= stop.lowerBound
    else { throw ReferenceFailure.missingMarkers(file, marker: begin) }
    return text[..<start.upperBound] + "\n" + content + "\n" + text[stop.lowerBound...]
  }
}
