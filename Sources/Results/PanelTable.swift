/// One paper's panels, each with the largest size that was recorded and what came of the comparison.
struct PanelTable {
  let reference: ReferenceFile
  let panels: [PaperPanel]

  /// nil for a paper whose panels are not listed.
  init?(_ reference: ReferenceFile) {
    guard let panels = reference.panels, !panels.isEmpty else { return nil }
    (self.reference, self.panels) = (reference, panels)
  }

  /// The rows in the paper's order; a panel of which nothing was recorded says so, and one whose numbers no recorded
  /// run has.
  ///
  /// - Parameters:
  ///   - tiers: from the smallest to the largest.
  ///   - runs: by tier, recorded on real data.
  func markdown(tiers: [String], runs: [String: [RecordedRun]]) -> String {
    let rows = panels.map { panel in
      guard let experiment = panel.experiment else { return [panel.name, panel.shows, "", "", "nothing to compute"] }
      let found = tiers.map { tier in
        let own = (runs[tier] ?? []).filter { $0.identity.experiment == experiment }
        return (tier: tier, verdicts: verdicts(of: panel, runs: own))
      }
      // A larger tier that compares nothing says less than a smaller one that does.
      let shown = found.last { $0.verdicts.contains { $0.cause == nil } } ?? found.last { !$0.verdicts.isEmpty }
      guard let shown else {
        let ran = tiers.last { tier in (runs[tier] ?? []).contains { $0.identity.experiment == experiment } }
        let words = ran.map { "no number at the \($0) tier" } ?? "not run"
        return [panel.name, panel.shows, "`\(experiment)`", "", words]
      }
      let size = [panel.sizes[shown.tier], "(\(shown.tier))"].compactMap(\.self).joined(separator: " ")
      return [panel.name, panel.shows, "`\(experiment)`", size, Self.words(shown.verdicts)]
    }
    return TextTable(["panel", "shows", "experiment", "largest size recorded (tier)", "verdict"], rows: rows).markdown
  }

  /// Of the panel's numbers of which the paper says something.
  private func verdicts(of panel: PaperPanel, runs: [RecordedRun]) -> [PaperVerdict] {
    runs.flatMap { run in
      Judge(reference: reference, recorded: [run])
        .verdicts(for: run.scores.filter { panel.covers($0.key) }, of: run.identity, isPartial: true)
        .filter { $0.published != nil }.map(\.paper)
    }
  }

  /// "12 agree, **1 differs**, 2 not comparable".
  private static func words(_ verdicts: [PaperVerdict]) -> String {
    func count(_ isCounted: (PaperVerdict) -> Bool, _ one: String, _ several: String, bold: Bool = false) -> String? {
      let number = verdicts.count(where: isCounted)
      guard number > 0 else { return nil }
      let text = "\(number) \(number == 1 ? one : several)"
      return bold ? "**\(text)**" : text
    }
    return [
      count({ $0 == .agrees }, "agrees", "agree"), count({ $0 == .differs }, "differs", "differ", bold: true),
      count({ $0 == .undecided }, "undecided", "undecided"),
      count({ $0.cause != nil }, "not comparable", "not comparable"),
    ].compactMap(\.self).joined(separator: ", ")
  }
}
