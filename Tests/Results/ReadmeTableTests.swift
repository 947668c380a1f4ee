import Foundation
import Results
import TestSupport
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
      ReadmeTable.begin + ReadmeTable.begin + ReadmeTable.end, ReadmeTable.begin + ReadmeTable.end + ReadmeTable.end,
    ])
  func refuses(text: String) {
    #expect(throws: ReferenceFailure.self) { try ReadmeTable.replacing(in: text, with: "new") }
  }

  @Test("has a row a group of experiments, with the run of the largest tier on real data")
  func fromRecordedRuns() throws {
    try withScratch { folder in
      let library = ReferenceLibrary(directory: folder)
      let table = ReadmeTable(library: library)
      #expect(try table.markdown(tiers: ["quick"]).contains("No run of the quick tier"))
      try library.update(Examples.summarised(.absolute(distance: 0.01)), for: "lee2018/table2")
      try library.record(Examples.recorded(0.925, tier: "quick"))
      try library.record(Examples.recorded(0.925, tier: "standard", isProcedural: true))
      func expected(_ row: String) -> String {
        """
        | paper | what was reproduced | agree | differ | undecided | size recorded (tier) |
        |---|---|---:|---:|---:|---|
        \(row)
        """
      }
      #expect(
        try table.markdown(tiers: ["quick", "standard"])
          == expected("| A et al. 2018 | its table | 1 | 0 | 0 | 10 images (quick) |"))
      try library.record(Examples.recorded(0.5, tier: "standard"))
      #expect(
        try table.markdown(tiers: ["quick", "standard"])
          == expected("| A et al. 2018 | its table | 0 | **1** | 0 | 20 images (standard) |"))
      // One of two at a larger tier: the size is that of both.
      try library.record(Examples.recorded(0.5, tier: "quick", id: "lee2018/table1"))
      #expect(
        try table.markdown(tiers: ["quick", "standard"])
          == expected("| A et al. 2018 | its table | 0 | **1** | 0 | 10 images (quick); standard: table2 |"))
    }
  }
}
