import Foundation
import Platform

/// What a tier's results say, for a reader: `REPORT.md` and `index.html`, one section an experiment, and
/// `results.json`.
public struct Report: Sendable {
  /// One experiment in the report.
  public struct Section: Sendable {
    public let judged: JudgedExperiment
    /// Markdown: what was done and what came out.
    public let narrative: String
    /// The picture's path relative to the report, if there is one.
    public let picture: String?

    public init(_ judged: JudgedExperiment, narrative: String, picture: String?) {
      self.judged = judged
      self.narrative = narrative
      self.picture = picture
    }
  }

  public let tier: String
  public let sections: [Section]
  /// The experiments of the tier without finished results, by id.
  public let absent: [String]
  /// Results that are there and could not be shown.
  public let unusable: [UnusableResults]

  public init(tier: String, sections: [Section], absent: [String] = [], unusable: [UnusableResults] = []) {
    (self.tier, self.sections) = (tier, sections)
    (self.absent, self.unusable) = (absent, unusable)
  }

  /// The numbers of all sections, and what has none.
  var judged: JudgedTier {
    JudgedTier(tier: tier, experiments: sections.map(\.judged), absent: absent, unusable: unusable)
  }

  /// Both judgements of all numbers, in one line.
  var summary: String { VerdictTable(judged.verdicts).summary }

  /// Which data the report is about, a line each: the first thing it says.
  func dataStatements(_ escaped: (String) -> String) -> [String] { judged.experiments.dataStatements(escaped) }

  /// The whole report as Markdown; `index.html` is the same content.
  public var markdown: String {
    let data = dataStatements { MarkdownText.escaped($0) }.map { "- " + $0 }.joined(separator: "\n")
    return (["# WideLimit, \(tier) tier", "Data:", data, summary] + sections.map(markdown) + judged.markdownOfTheRest)
      .joined(separator: "\n\n") + "\n"
  }

  /// Writes `REPORT.md`, `index.html` and `results.json`, all numbers with their provenance, into `folder`.
  ///
  /// - Throws: `FileFailure.isNotOwn` if a file of such a name is no former report.
  public func write(into folder: URL) throws {
    let contents = [markdown, html, VerdictJSON(judged).text + "\n"]
    let files = Self.fileNames.map { folder.appending(path: $0) }
    let marks = ["# WideLimit, ", "<title>WideLimit, ", "\"program\": \"WideLimit "]
    for (file, mark) in zip(files, marks) { try OwnText.require(file, saying: mark, meant: "report") }
    for (file, text) in zip(files, contents) {
      do {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try AtomicReplacement.write(Data(text.utf8), to: file)
      } catch let failure as FileFailure {
        throw failure
      } catch {
        throw ReferenceFailure.unwritable(file, error)
      }
    }
  }

  /// What `write` leaves in the folder.
  public static let fileNames = ["REPORT.md", "index.html", "results.json"]

  private func markdown(_ section: Section) -> String {
    let judged = section.judged
    let title = MarkdownText.escaped(judged.title)
    var parts = ["## \(title)", "`\(judged.id)` · \(MarkdownText.escaped(judged.reference))"]
    if !section.narrative.isEmpty { parts.append(section.narrative.trimmingCharacters(in: .newlines)) }
    if let picture = section.picture {
      parts.append(
        "![\(title)](\(picture.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) ?? picture))")
    }
    if !judged.verdicts.isEmpty { parts += VerdictTable(judged.verdicts).markdownDocument }
    if !judged.provenance.isEmpty {
      let rows = judged.provenance.map { [$0.name, MarkdownText.escaped($0.value, keepsLines: true)] }
      parts += [
        "Provenance:", TextTable(header: ["attribute", "value"], alignments: [.left, .left], rows: rows).markdown,
      ]
    }
    return parts.joined(separator: "\n\n")
  }
}
