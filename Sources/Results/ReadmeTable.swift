import Foundation

/// The README's results table: written from the recorded runs, between two markers, by a command.
public struct ReadmeTable: Sendable {
  public static let begin = "<!-- results: begin -->"
  public static let end = "<!-- results: end -->"

  public let library: ReferenceLibrary

  public init(library: ReferenceLibrary) { self.library = library }

  /// The recorded runs on real data of a tier beside the papers' numbers, with the command and commit of each.
  public func markdown(tier: String) throws -> String {
    let runs = try library.recordedRuns(tier: tier).filter { !$0.identity.isProcedural }
    let parts = try runs.compactMap(section)
    return parts.isEmpty ? "No run of the \(tier) tier has been recorded yet." : parts.joined(separator: "\n\n")
  }

  /// `text` with what stands between the markers replaced; the markers stay.
  public static func replacing(in text: String, with content: String) throws -> String {
    guard let start = text.range(of: begin), let stop = text.range(of: end, range: start.upperBound..<text.endIndex)
    else { throw ReferenceFailure.missingMarkers(begin) }
    return text[..<start.upperBound] + "\n" + content + "\n" + text[stop.lowerBound...]
  }

  private func section(_ run: RecordedRun) throws -> String? {
    let judge = Judge(reference: try library.reference(for: run.identity.experiment), recorded: [run])
    let verdicts = judge.verdicts(for: run.measurements, of: run.identity)
    let compared = verdicts.filter { if case .notComparable = $0.paper { false } else { true } }
    guard !compared.isEmpty else { return nil }
    let table = TextTable(
      header: ["`\(run.identity.experiment)`", "WideLimit", "paper", "difference", "tolerance", ""],
      alignments: [.left, .right, .right, .right, .right, .left],
      rows: compared.map { verdict in
        [
          verdict.measurement.title,
          NumberText.value(verdict.measurement.value, standardError: verdict.measurement.standardError),
          verdict.published?.value.map(NumberText.value) ?? "",
          verdict.difference.map { NumberText.difference($0, from: verdict.published?.value) } ?? "",
          verdict.tolerance.map(NumberText.value) ?? "", verdict.paper == .agrees ? "agrees" : "**differs**",
        ]
      })
    let command = run.provenance["command_line"] ?? "widelimit reproduce \(run.identity.experiment)"
    let commit = run.provenance["git_commit"].map { " at commit `\($0.prefix(12))`" } ?? ""
    return table.markdown + "\n\n`\(command)`\(commit)."
  }
}
