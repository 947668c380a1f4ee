import Results
import Testing

@Suite("The table of verdicts") struct VerdictTableTests {
  private let verdicts = [
    Verdict(
      score: Examples.score(0.925, standardError: 0.0012, samples: 5, title: "σ_w² → ReLU"),
      recorded: .same, recordedValue: 0.925, paper: .agrees,
      published: PublishedNumber(key: "k", value: 0.9279, source: "Table 2", tolerance: "t"), difference: -0.0029,
      tolerance: 0.0047, toleranceReason: "the spread"),
    Verdict(
      score: Examples.score(3.2e-7, key: "error", title: "error"), recorded: .missing, recordedValue: nil,
      paper: .notComparable(because: .proceduralImages)),
    Verdict(
      score: Examples.score(0.4966, key: "c", title: "CIFAR"), recorded: .outside, recordedValue: 0.49,
      paper: .differs, published: PublishedNumber(key: "c", value: 0.478, source: "Table 2", tolerance: "t"),
      difference: 0.0186, tolerance: 0.01, toleranceReason: "the spread", explanation: "What was tried."),
  ]

  @Test("is aligned by characters, one line a number")
  func text() {
    #expect(
      VerdictTable(verdicts).text == """
        number                  ours  recorded            paper  difference  tolerance
        σ_w² → ReLU  0.9250 ± 0.0012    0.9250  same     0.9279     −0.0029     0.0047  agrees
        error              3.200e−07            missing                                 not comparable: procedural images
        CIFAR                 0.4966    0.4900  outside  0.4780     +0.0186     0.0100  differs
        3 numbers: 1 as recorded, 1 outside, 1 not recorded; 1 agrees with the paper, 1 differs, 1 not comparable
        """)
  }

  @Test("escapes what Markdown and HTML would read as marks")
  func escapes() {
    let verdict = Verdict(
      score: Examples.score(1, title: "a|b <i> & \"c\""), recorded: .same, recordedValue: 1,
      paper: .notComparable(because: .noNumber(text: "no published number")))
    let table = VerdictTable([verdict])
    #expect(table.markdown.contains("| a\\|b <i> & \"c\" | 1.0000 |"))
    #expect(table.html.contains("<td>a|b &lt;i&gt; &amp; &quot;c&quot;</td><td class=\"number\">1.0000</td>"))
  }

  @Test("as a document it gives each tolerance the number of its reason, and each difference its paragraph")
  func document() {
    let blocks = VerdictTable(verdicts).markdownDocument
    #expect(blocks[0].contains("| −0.0029 | 0.0047 [1] | agrees |"))
    #expect(blocks[0].contains("| CIFAR | 0.4966 | 0.4900 | outside | 0.4780 | +0.0186 | 0.0100 [1] | differs |"))
    #expect(blocks[0].contains("|  |  | not comparable: procedural images |"))
    #expect(blocks.dropFirst(2) == ["Tolerances:", "1. the spread", "`c`: What was tried."])
    #expect(VerdictTable([]).markdownDocument == ["no numbers"])
  }

  @Test("marks agreement and difference in HTML")
  func classes() {
    let html = VerdictTable(verdicts).html
    #expect(html.components(separatedBy: "<tr class=\"agrees\">").count == 2)
    #expect(html.components(separatedBy: "<tr class=\"differs\">").count == 2)
  }

  @Test("names each reason and each paragraph once, and those that lack one")
  func reasons() {
    let table = VerdictTable(verdicts)
    #expect(table.toleranceReasons == ["the spread"])
    #expect(table.explanations == ["What was tried."])
    #expect(table.complaint(file: "lee2018.json") == nil)
    let silent = Verdict(
      score: Examples.score(0.5), recorded: .same, recordedValue: 0.5, paper: .differs)
    #expect(
      VerdictTable([silent]).complaint(file: "lee2018.json")
        == "lee2018.json has no paragraph about mnist/1000/relu/test_accuracy")
  }

  @Test("the exit status of verify follows our own record, strict also the paper")
  func statuses() {
    #expect(!verdicts.allRecorded && !verdicts.noneDiffers)
    #expect(verdicts.prefix(1).allRecorded && verdicts.prefix(2).noneDiffers)
    // A number that was never recorded fails as one outside does.
    #expect(!verdicts[1...1].allRecorded)
  }
}
