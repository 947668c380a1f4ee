/// The numbers of a recorded run that can be held against the paper, for the tables that are committed.
struct RecordedNumbers {
  let run: RunIdentity
  let paper: String
  let provenance: [String: String]
  /// In the scores' order.
  let compared: [Verdict]

  init(_ run: RecordedRun, reference: ReferenceFile) {
    self.run = run.identity
    paper = reference.paper
    provenance = run.provenance
    compared = Judge(reference: reference, recorded: [run]).verdicts(for: run.scores, of: run.identity)
      .filter { $0.paper.cause == nil }
  }

  func count(_ verdict: PaperVerdict) -> Int { compared.count { $0.paper == verdict } }

  /// Every number with its tolerance, and the command and commit of the run.
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
          verdict.tolerance.map(NumberText.value) ?? "",
          verdict.paper == .differs ? "**differs**" : verdict.paper.word,
        ]
      })
    let command = provenance["command_line"] ?? "widelimit reproduce \(run.experiment)"
    let commit = provenance["git_commit"].map { " at commit `\($0.prefix(12))`" } ?? ""
    return table.markdown + "\n\n`\(command)`\(commit)."
  }
}
