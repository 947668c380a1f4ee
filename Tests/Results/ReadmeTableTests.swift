import Foundation
import Results
import Testing

@Suite("The README's results table") struct ReadmeTableTests {
  @Test("replaces what stands between the markers and nothing else")
  func replaces() throws {
    let text = "before\n\(ReadmeTable.begin)\nold\n\(ReadmeTable.end)\nafter"
    let once = try ReadmeTable.replacing(in: text, with: "new")
    #expect(once == "before\n\(ReadmeTable.begin)\nnew\n\(ReadmeTable.end)\nafter")
    #expect(try ReadmeTable.replacing(in: once, with: "new") == once)
  }

  @Test(
    "a text without both markers in order is refused",
    arguments: [
      "", ReadmeTable.begin, ReadmeTable.end, ReadmeTable.end + ReadmeTable.begin,
    ])
  func refuses(text: String) {
    #expect(throws: ReferenceFailure.self) { try ReadmeTable.replacing(in: text, with: "new") }
  }

  @Test("shows recorded runs on real data beside the paper, with command and commit")
  func fromRecordedRuns() throws {
    try withScratch { folder in
      let library = ReferenceLibrary(directory: folder)
      #expect(try ReadmeTable(library: library).markdown(tiers: ["quick"]).contains("No run of the quick tier"))
      try library.update(Examples.reference(.absolute(distance: 0.01)), for: "lee2018/table2")
      let provenance = ["command_line": "widelimit reproduce --tier quick", "git_commit": "0123456789abcdef"]
      for isProcedural in [false, true] {
        try library.record(
          RecordedRun(
            identity: Examples.run(isProcedural: isProcedural), provenance: provenance,
            scores: [Examples.score(0.925), Examples.score(0.1, key: "nowhere", title: "Nowhere")]))
      }
      #expect(
        try ReadmeTable(library: library).markdown(tiers: ["quick", "standard"]) == """
          | experiment | tier | numbers compared | agree | differ | undecided |
          |---|---|---:|---:|---:|---:|
          | `lee2018/table2` | quick | 1 | 1 |  |  |

          <details><summary>\(Examples.reference(.absolute(distance: 0.01)).paper): every number</summary>

          | `lee2018/table2`, quick | WideLimit | paper | difference | tolerance |  |
          |---|---:|---:|---:|---:|---|
          | MNIST 1k, ReLU | 0.9250 | 0.9279 | −0.0029 | 0.0100 | agrees |

          `widelimit reproduce --tier quick` at commit `0123456789ab`.

          </details>
          """)
    }
  }
}
