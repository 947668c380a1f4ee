import Foundation

/// The README's results: written from the recorded runs, between two markers, by a command.
///
/// First how many numbers of each experiment agree with the paper, then, folded away paper by paper, every number with
/// its tolerance and the command and commit of its run.
public struct ReadmeTable: Sendable {
  public static let begin = "<!-- results: begin -->"
  public static let end = "<!-- results: end -->"

  public let library: ReferenceLibrary

  public init(library: ReferenceLibrary) { self.library = library }

  /// The recorded runs on real data of the given tiers beside the papers' numbers.
  public func markdown(tiers: [String]) throws -> String {
    let sections = try tiers.flatMap { tier in
      try library.recordedRuns(tier: tier).filter { !$0.identity.isProcedural }.compactMap(section)
    }
    guard !sections.isEmpty else {
      return "No run of the \(tiers.joined(separator: " or ")) tier has been recorded yet."
    }
    let papers = sections.map(\.paper).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
    let folded = papers.sorted().map { paper in
      let tables = sections.filter { $0.paper == paper }.sorted { $0.run.experiment < $1.run.experiment }
      return "<details><summary>\(paper): every number</summary>\n\n"
        + tables.map(\.markdown).joined(separator: "\n\n") + "\n\n</details>"
    }
    return ([summary(sections)] + folded).joined(separator: "\n\n")
  }

  /// `text` with what stands between the markers replaced; the markers stay.
  public static func replacing(in text: String, with content: String) throws -> String {
    guard let start = text.range(of: begin), let stop = text.range(of: end, range: start.upperBound..<text.endIndex)
    else { throw ReferenceFailure.missingMarkers(begin) }
    return text[..<start.upperBound] + "\n" + content + "\n" + text[stop.lowerBound...]
  }

  /// One recorded run: what was compared, and with what.
  private struct Section {
    let run: RunIdentity
    let paper: String
    let provenance: [String: String]
    let compared: [Verdict]

    func count(_ verdict: PaperVerdict) -> Int { compared.count { $0.paper == verdict } }

    private static func word(_ verdict: PaperVerdict) -> String {
      switch verdict {
      case .agrees: "agrees"
      case .differs: "**differs**"
      case .undecided: "undecided"
      case .notComparable: "not comparable"
      }
    }

    var markdown: String {
      let table = TextTable(
        header: ["`\(run.experiment)`, \(run.tier)", "WideLimit", "paper", "difference", "tolerance", ""],
        alignments: [.left, .right, .right, .right, .right, .left],
        rows: compared.map { verdict in
          [
            verdict.score.title,
            NumberText.value(verdict.score.value, standardError: verdict.score.standardError),
            verdict.published?.value.map(NumberText.value) ?? "",
            verdict.difference.map { NumberText.difference($0, from: verdict.published?.value) } ?? "",
            verdict.tolerance.map(NumberText.value) ?? "", Self.word(verdict.paper),
          ]
        })
      let command = provenance["command_line"] ?? "widelimit reproduce \(run.experiment)"
      let commit = provenance["git_commit"].map { " at commit `\($0.prefix(12))`" } ?? ""
      return table.markdown + "\n\n`\(command)`\(commit)."
    }
  }

  private func section(_ run: RecordedRun) throws -> Section? {
    let reference = try library.reference(for: run.identity.experiment)
    let verdicts = Judge(reference: reference, recorded: [run]).verdicts(for: run.scores, of: run.identity)
    let compared = verdicts.filter { if case .notComparable = $0.paper { false } else { true } }
    guard !compared.isEmpty else { return nil }
    return Section(run: run.identity, paper: reference.paper, provenance: run.provenance, compared: compared)
  }

  private func summary(_ sections: [Section]) -> String {
    let rows = sections.sorted { ($0.run.experiment, $0.run.tier) < ($1.run.experiment, $1.run.tier) }.map { section in
      let (differing, undecided) = (section.count(.differs), section.count(.undecided))
      return [
        "`\(section.run.experiment)`", section.run.tier, "\(section.compared.count)", "\(section.count(.agrees))",
        differing == 0 ? "" : "**\(differing)**", undecided == 0 ? "" : "\(undecided)",
      ]
    }
    return TextTable(
      header: ["experiment", "tier", "numbers compared", "agree", "differ", "undecided"],
      alignments: [.left, .left, .right, .right, .right, .right], rows: rows
    ).markdown
  }
}
