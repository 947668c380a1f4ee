/// The table of both judgements: one line a number.
public struct VerdictTable: Sendable {
  public let verdicts: [Verdict]

  public init(_ verdicts: [Verdict]) { self.verdicts = verdicts }

  /// Aligned for a terminal, with the summary below.
  public var text: String { table.text + "\n" + summary }

  public var markdown: String { table.markdown }

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

  private var table: TextTable {
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
          verdict.tolerance.map(NumberText.value) ?? "",
          verdict.paper.cause.map { "not comparable: \($0.text)" } ?? verdict.paper.word,
        ]
      })
  }
}
