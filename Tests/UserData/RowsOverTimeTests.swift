import Foundation
import HDF5
import Testing
import UserData

@Suite struct RowsOverTimeTests {
  /// Test inputs are read in blocks over hours: predictions of two states of a file are of neither.
  @Test(arguments: ["nothing", "touched", "changed", "cut", "replaced"]) func changesBetweenBlocksAreNoticed(
    what: String
  ) throws {
    let files = try UserFiles()
    // More than the library keeps of it.
    try files.write([("x2", [400, 300])])
    let file = try ChangingFile(files.inputs)
    let rows = RowsOverTime(try UserArray("x2", in: HDF5File.open(files.inputs)), in: files.inputs)
    #expect(rows.count == 400 && rows.width == 300 && rows.name == "x2")
    let first = try rows.rows(0..<200)
    switch what {
    case "touched": try file.touch()
    case "changed": try file.changeLastNumber()
    case "cut": try file.cut(to: 1000)
    // The file that is open stays what it was.
    case "replaced": try Data("another".utf8).write(to: files.inputs, options: .atomic)
    default: break
    }
    // Before the last block was read, after that what is read is of the new state alone.
    if what != "cut" { _ = try rows.rows(200..<400) } else { _ = try? rows.rows(200..<400) }
    if what == "changed" { try file.restore() }
    #expect(first.rows == 200)
    let failure = UserDataFailure.changedMeanwhile(file: files.inputs.relativePath, dataset: "x2")
    if ["changed", "cut"].contains(what) {
      #expect(throws: failure) { try rows.finish() }
    } else {
      try rows.finish()
    }
  }
}
