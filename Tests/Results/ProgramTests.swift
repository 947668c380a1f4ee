import Foundation
import Results
import TestSupport
import Testing

@Suite struct ProgramTests {
  private func program(_ executable: String, core: String = "Haswell") -> Program {
    Program(commit: "c" + executable, isDirty: "false", executable: executable, blasCore: core, threads: 2)
  }

  /// Cells of two programs stand in one file, and each says of which it is.
  @Test func everyCellNamesItsProgram() throws {
    try withScratch { folder in
      let url = folder.appendingPathComponent("t.h5")
      for (executable, cell) in [("one", [0, 0]), ("two", [1, 0]), ("one", [2, 1])] {
        let file = try SweepFile(
          destination: url, layouts: [sampleLayout()], provenance: sampleProvenance(program: program(executable)))
        try file.write(cell: cell, group: "/", values: sampleValues(1), status: .done)
      }
      let results = try ResultsFile(url.appendingPathExtension("partial"))
      #expect(try results.integers("program").values == [0, -1, 1, -1, -1, 0])
      let lines = try results.attribute("programs").split(separator: "\n")
      #expect(lines.map { $0.prefix(10) } == ["commit=con", "commit=ctw"])
      let third = try SweepFile(
        destination: url, layouts: [sampleLayout()], provenance: sampleProvenance(program: program("two")))
      #expect(third.cellsOfOtherPrograms(group: "/").map(\.cell) == [[0, 0], [2, 1]])
      #expect(third.cellsOfOtherPrograms(group: "/").allSatisfy { $0.program == program("one") })
      #expect(try third.stored(cell: [0, 0], group: "/").values == sampleValues(1))
    }
  }

  /// Another BLAS kernel or number of threads is no other program, but other arithmetic.
  @Test func anotherKernelIsNoOtherProgram() throws {
    try withScratch { folder in
      let url = folder.appendingPathComponent("t.h5")
      do {
        let file = try SweepFile(
          destination: url, layouts: [sampleLayout()], provenance: sampleProvenance(program: program("one")))
        try file.write(cell: [0, 0], group: "/", values: sampleValues(1), status: .done)
      }
      let other = program("one", core: "SkylakeX")
      let file = try SweepFile(
        destination: url, layouts: [sampleLayout()], provenance: sampleProvenance(program: other))
      #expect(file.cellsOfOtherPrograms(group: "/").isEmpty)
      #expect(!other.hasArithmetic(of: program("one")))
    }
  }

  @Test func theExecutableIsKnown() { #expect(Build.current.executable.count == 64) }
}
