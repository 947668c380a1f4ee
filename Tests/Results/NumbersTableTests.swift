import Foundation
import Results
import TestSupport
import Testing

@Suite("The table of every number") struct NumbersTableTests {
  @Test("shows each tier's recorded runs on real data beside the paper, with command and commit")
  func markdown() throws {
    try withScratch { folder in
      let library = ReferenceLibrary(directory: folder)
      let table = NumbersTable(library: library)
      #expect(try table.markdown(tiers: ["quick"]).hasSuffix("No run of the quick tier has been recorded yet.\n"))
      try library.update(Examples.summarised(.absolute(distance: 0.01)), for: "lee2018/table2")
      try library.record(Examples.recorded(0.925, tier: "standard"))
      try library.record(Examples.recorded(0.925, tier: "quick", isProcedural: true))
      let text = try table.markdown(tiers: ["quick", "standard"])
      #expect(text.hasPrefix("# Every number\n\n"))
      #expect(!text.contains("quick tier"))
      #expect(
        text.hasSuffix(
          """

          ## The standard tier

          | experiment | numbers compared | agree | differ | undecided |
          |---|---:|---:|---:|---:|
          | `lee2018/table2` | 1 | 1 |  |  |

          <details><summary>A paper: every number</summary>

          | `lee2018/table2`, standard | WideLimit | paper | difference | tolerance |  |
          |---|---:|---:|---:|---:|---|
          | MNIST 1k, ReLU | 0.9250 | 0.9279 | −0.0029 | 0.0100 | agrees |

          `widelimit reproduce --tier standard` at commit `0123456789ab`.

          </details>

          """))
    }
  }
}
