import Foundation

/// What a tier's results say, for a reader: `REPORT.md` and `index.html`, one section an experiment.
public struct Report: Sendable {
  /// One experiment in the report.
  public struct Section: Sendable {
    public let id: String
    public let title: String
    /// The paper, as arXiv number or DOI.
    public let reference: String
    /// Markdown: what was done and what came out.
    public let narrative: String
    public let verdicts: [Verdict]
    /// The picture's path relative to the report, if there is one.
    public let picture: String?
    /// Name and value, in the order they are shown.
    public let provenance: [(name: String, value: String)]

    public init(
      id: String, title: String, reference: String, narrative: String, verdicts: [Verdict], picture: String?,
      provenance: [(name: String, value: String)]
    ) {
      self.id = id
      self.title = title
      self.reference = reference
      self.narrative = narrative
      self.verdicts = verdicts
      self.picture = picture
      self.provenance = provenance
    }
  }

  public let tier: String
  public let sections: [Section]

  public init(tier: String, sections: [Section]) {
    self.tier = tier
    self.sections = sections
  }

  /// Both judgements of all numbers, in one line.
  var summary: String { VerdictTable(sections.flatMap(\.verdicts)).summary }

  /// The whole report as Markdown; `index.html` is the same content.
  public var markdown: String {
    (["# WideLimit, \(tier) tier", summary] + sections.map(markdown)).joined(separator: "\n\n") + "\n"
  }

  /// Writes `REPORT.md` and `index.html` into `folder`.
  public func write(into folder: URL) throws {
    for (name, text) in [("REPORT.md", markdown), ("index.html", html)] {
      let file = folder.appending(path: name)
      do {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file, options: .atomic)
      } catch {
        throw ReferenceFailure.unwritable(file, error)
      }
    }
  }

  private func markdown(_ section: Section) -> String {
    let table = VerdictTable(section.verdicts)
    var parts = ["## \(section.title)", "`\(section.id)` · \(section.reference)"]
    if !section.narrative.isEmpty { parts.append(section.narrative.trimmingCharacters(in: .newlines)) }
    if let picture = section.picture {
      parts.append(
        "![\(section.title)](\(picture.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) ?? picture))")
    }
    if !section.verdicts.isEmpty {
      parts += [table.markdown, table.summary]
      parts += table.explanations.map { "> " + $0 }
      if !table.toleranceReasons.isEmpty {
        parts.append("Tolerances:\n\n" + table.toleranceReasons.map { "- " + $0 }.joined(separator: "\n"))
      }
    }
    if !section.provenance.isEmpty {
      let rows = section.provenance.map { [$0.name, $0.value] }
      parts += [
        "Provenance:", TextTable(header: ["attribute", "value"], alignments: [.left, .left], rows: rows).markdown,
      ]
    }
    return parts.joined(separator: "\n\n")
  }
}
