import Foundation
import Results
import Testing

@Suite("Provenance read back from a results file") struct StoredProvenanceTests {
  @Test("a recorded run has the file's identity and says how to do it again")
  func recordedRun() throws {
    try withScratch { folder in
      let url = folder.appending(path: "table2.h5")
      let file = try SweepFile(destination: url, layouts: [sampleLayout()], provenance: sampleProvenance())
      for cell in file.pendingCells(group: "/") {
        try file.write(cell: cell, group: "/", values: sampleValues(1), status: .done)
      }
      try file.finish(sampleProvenance())
      let results = try ResultsFile(url)
      let run = try results.recordedRun(with: [Examples.score(0.9)])
      #expect(run.identity == (try results.identity))
      #expect(run.scores == [Examples.score(0.9)])
      #expect(run.provenance["blas_core"]?.isEmpty == false)
      #expect(run.provenance["started_utc"] == nil)
      let shown = try results.provenance
      #expect(shown.first?.name == "command_line")
      #expect(shown.contains { $0.name == "dataset_sha256" && $0.value == "mnist/images=ab" })
    }
  }
}
