import Foundation
import Results
import TestSupport
import Testing

@Suite("The table of a paper's panels") struct PanelTableTests {
  private func text(
    _ panels: [PaperPanel], runs: [RecordedRun] = [], rule: Tolerance.Rule = .absolute(distance: 0.01)
  ) throws -> String {
    try withScratch { folder in
      let library = ReferenceLibrary(directory: folder)
      var file = Examples.summarised(rule)
      file.panels = panels
      try library.update(file, for: "lee2018/table2")
      for run in runs { try library.record(run) }
      return try NumbersTable(library: library).markdown(tiers: ["quick", "standard"])
    }
  }

  private func panel(_ keys: [KeyPattern], experiment: String? = "lee2018/table2") -> PaperPanel {
    PaperPanel(
      name: "Table 2", shows: "accuracy", experiment: experiment, keys: keys,
      sizes: ["quick": "1k images", "standard": "10k images"])
  }

  @Test("a panel shows the largest tier recorded and its verdicts, by its own keys alone")
  func largest() throws {
    let runs = ["quick", "standard"].map { Examples.recorded(0.8, tier: $0) }
    let table = try text([panel(["mnist/*/relu/*"]), panel(["cifar10/*/relu/*"])], runs: runs)
    #expect(table.contains("## Panel by panel\n\n### A paper\n\n"))
    #expect(table.contains("| Table 2 | accuracy | `lee2018/table2` | 10k images (standard) | **1 differs** |"))
    #expect(table.contains("| Table 2 | accuracy | `lee2018/table2` |  | no number at the standard tier |"))
  }

  @Test("a panel whose experiment was not recorded says so")
  func notRun() throws {
    #expect(try text([panel(["mnist/*/relu/*"])]).contains("| `lee2018/table2` |  | not run |"))
  }

  @Test("of numbers that are not comparable it says that they are not, and a panel without numbers has none")
  func nothingCompared() throws {
    let panels = [panel(["mnist/*/relu/*"]), panel([], experiment: nil)]
    let rule = Tolerance.Rule.notComparable(because: .openSetting(text: "no steps are printed"))
    let table = try text(panels, runs: [Examples.recorded(0.9, tier: "quick")], rule: rule)
    #expect(table.contains("| 1k images (quick) | 1 not comparable |"))
    #expect(table.contains("| Table 2 | accuracy |  |  | nothing to compute |"))
  }

  @Test("a larger tier that compares nothing gives way to a smaller one that does")
  func smallerThatCompares() throws {
    let other = RecordedRun(
      identity: Examples.recorded(0, tier: "standard").identity, provenance: [:],
      scores: [Examples.score(0.9, key: "nowhere")])
    let table = try text(
      [panel(["mnist/*/relu/*", "nowhere"])], runs: [Examples.recorded(0.925, tier: "quick"), other])
    #expect(table.contains("| 1k images (quick) | 1 agrees |"))
  }
}
