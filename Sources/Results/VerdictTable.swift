/// The table of both judgements: one line a number.
public struct VerdictTable: Sendable {
  public let verdicts: [Verdict]

  public init(_ verdicts: [Verdict]) { self.verdicts = verdicts }

  /// Aligned for a terminal, with the summary below.
  public var text: String { table.text + "\n" + summary }

  public var markdown: String { table.markdown }

  /// The blocks of a document: the table with a number behind each tolerance, the summary, the reasons under these
  /// numbers, and the paragraph about each difference.
  public var markdownDocument: [String] {
    guard !verdicts.isEmpty else { return [summary] }
    let reasons = toleranceReasons
    let marked = table { verdict in
      guard verdict.paper.cause == nil, let reason = verdict.toleranceReason,
        let place = reasons.firstIndex(of: reason)
      else { return "" }
      return "[\(place + 1)]"
    }
    let list = reasons.enumerated().map { "\($0 + 1). \($1)" }.joined(separator: "\n")
    let paragraphs = explanations.map { paragraph in
      let keys = verdicts.filter { $0.paper == .differs && $0.explanation == paragraph }.map { "`\($0.score.key)`" }
      return "\(keys.joined(separator: ", ")): \(paragraph)"
    }
    return [marked.markdown, summary] + (list.isEmpty ? [] : ["Tolerances:", list]) + paragraphs
  }

  public var html: String {
    table.html { row in
      switch verdicts[row].paper {
      case .agrees: "agrees"
      case .differs: "differs"
      case .undecided, .notComparable: nil
      }
    }
  }

  /// "12 numbers: 12 as recorded; 8 agree with the paper, 1 differs, 3 not comparable".
  public var summary: String {
    let same = verdicts.count { $0.recorded == .same }
    let outside = verdicts.count { $0.recorded == .outside }
    let missing = verdicts.count { $0.recorded == .missing }
    let agrees = verdicts.count { $0.paper == .agrees }
    let differs = verdicts.count { $0.paper == .differs }
    let undecided = verdicts.count { $0.paper == .undecided }
    let ours = [("as recorded", same), ("outside", outside), ("not recorded", missing)]
    let paper = [
      (agrees == 1 ? "agrees with the paper" : "agree with the paper", agrees),
      (differs == 1 ? "differs" : "differ", differs), ("undecided", undecided),
      ("not comparable", verdicts.count - agrees - differs - undecided),
    ]
    func phrase(_ parts: [(String, Int)]) -> String {
      parts.filter { $0.1 > 0 }.map { "\($0.1) \($0.0)" }.joined(separator: ", ")
    }
    guard !verdicts.isEmpty else { return "no numbers" }
    return "\(verdicts.count) \(verdicts.count == 1 ? "number" : "numbers"): \(phrase(ours)); \(phrase(paper))"
  }

  /// One line about the differences that the reference file does not explain, `nil` if there are none.
  public func complaint(file: String) -> String? {
    let keys = verdicts.filter(\.isUnexplained).map(\.score.key)
    guard !keys.isEmpty else { return nil }
    return "\(file) has no paragraph about \(keys.joined(separator: ", "))"
  }

  /// The reasons of the tolerances that were used, each once, in the order of the rows.
  public var toleranceReasons: [String] {
    var seen: Set<String> = []
    return verdicts.filter { $0.paper.cause == nil }
      .compactMap(\.toleranceReason).filter { seen.insert($0).inserted }
  }

  /// The paragraphs about differences, each once.
  public var explanations: [String] {
    var seen: Set<String> = []
    return verdicts.filter { $0.paper == .differs }.compactMap(\.explanation).filter { seen.insert($0).inserted }
  }

  private var table: TextTable { table { _ in "" } }

  /// - Parameter mark: what stands behind a tolerance.
  private func table(mark: (Verdict) -> String) -> TextTable {
    TextTable(
      header: ["number", "ours", "recorded", "", "paper", "difference", "tolerance", ""],
      alignments: [.left, .right, .right, .left, .right, .right, .right, .left],
      rows: verdicts.map { verdict in
        [
          verdict.score.title,
          NumberText.value(verdict.score.value, standardError: verdict.score.standardError),
          verdict.recordedValue.map(NumberText.value) ?? "",
          verdict.recorded.word,
          verdict.published?.value.map(NumberText.value) ?? "",
          verdict.difference.map { NumberText.difference($0, from: verdict.published?.value) } ?? "",
          [verdict.tolerance.map(NumberText.value) ?? "", mark(verdict)].filter { !$0.isEmpty }.joined(separator: " "),
          verdict.paper.cause.map { "not comparable: \($0.text)" } ?? verdict.paper.word,
        ]
      })
  }
}
