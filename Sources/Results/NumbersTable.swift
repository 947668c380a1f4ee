/// `results/README.md`: every number that was recorded on real data and can be held against a paper, tier by tier,
/// written by a command.
public struct NumbersTable: Sendable {
  public let library: ReferenceLibrary

  public init(library: ReferenceLibrary) { self.library = library }

  /// The file's first line.
  package static let title = "# Every number"

  /// The whole file: what became of each panel of the papers whose panels are listed; for each of `tiers` how many
  /// numbers of each experiment agree, then, folded away paper by paper, every number with its tolerance and the
  /// command and commit of its run.
  public func markdown(tiers: [String]) throws -> String {
    let runs = Dictionary(
      uniqueKeysWithValues: try tiers.map { tier in
        (tier, try library.recordedRuns(tier: tier).filter { !$0.identity.isProcedural })
      })
    let sections = try tiers.compactMap { tier -> String? in
      let tables = try (runs[tier] ?? []).map { run in
        RecordedNumbers(run, reference: try library.reference(for: run.identity.experiment))
      }.filter { !$0.compared.isEmpty }.sorted { $0.run.experiment < $1.run.experiment }
      guard !tables.isEmpty else { return nil }
      return (["## The \(tier) tier", summary(tables)] + folded(tables)).joined(separator: "\n\n")
    }
    let head = """
      \(Self.title)

      Written by `widelimit report --numbers results/README.md` from the recorded runs in `reference/recorded`, on real
      data. "Agrees" means within the tolerance, which comes from what is random, never from what came out; "undecided",
      that the number's own error leaves it open. Each number's source, tolerance and reason, and a paragraph about
      each difference, are in `reference/<paper>.json`. Numbers that cannot be compared are left out.
      """
    let none = "No run of the \(tiers.joined(separator: " or ")) tier has been recorded yet."
    let panels = try library.references().compactMap { reference in
      PanelTable(reference).map { "### \(reference.paper)\n\n" + $0.markdown(tiers: tiers, runs: runs) }
    }
    return ([head] + Self.titled(panels) + (sections.isEmpty ? [none] : sections)).joined(separator: "\n\n") + "\n"
  }

  private static func titled(_ panels: [String]) -> [String] { panels.isEmpty ? [] : ["## Panel by panel"] + panels }

  private func folded(_ tables: [RecordedNumbers]) -> [String] {
    Set(tables.map(\.paper)).sorted().map { paper in
      let own = tables.filter { $0.paper == paper }
      return "<details><summary>\(paper): every number</summary>\n\n"
        + own.map(\.markdown).joined(separator: "\n\n") + "\n\n</details>"
    }
  }

  private func summary(_ tables: [RecordedNumbers]) -> String {
    let rows = tables.map { table in
      let (differing, undecided) = (table.count(.differs), table.count(.undecided))
      return [
        "`\(table.run.experiment)`", "\(table.compared.count)", "\(table.count(.agrees))",
        differing == 0 ? "" : "**\(differing)**", undecided == 0 ? "" : "\(undecided)",
      ]
    }
    return TextTable(
      header: ["experiment", "numbers compared", "agree", "differ", "undecided"],
      alignments: [.left, .right, .right, .right, .right], rows: rows
    ).markdown
  }
}
