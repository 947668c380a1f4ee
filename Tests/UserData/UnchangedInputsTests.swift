import Foundation
import HDF5
import Testing
import UserData
import Work

/// Inputs that somebody changes while their kernel is computed.
@Suite struct UnchangedInputsTests {
  private let runs: KernelRuns
  private let file: ChangingFile

  init() throws {
    runs = try KernelRuns()
    // Six tiles, of rows that take more than the library keeps of them; the last row is of the last three.
    try runs.files.write([("x1", [700, 200])])
    file = try ChangingFile(runs.files.inputs)
  }

  private func failure(done: Int, of count: Int = 6, part: String = "") -> KernelPartsFailure {
    let name = "K\(part).h5"
    return .inputsChanged(
      inputs: runs.files.inputs.relativePath, dataset: "x1", file: runs.files.file(name).relativePath, done: done,
      of: count, ledger: name + ".widelimit-ledger")
  }

  /// The tiles from before are kept; which they are of decides whether the next run goes on with them.
  @Test func aKernelOfTwoStatesIsNeverFinished() throws {
    let error = #expect(throws: KernelPartsFailure.self) {
      try runs.run { $0.didWrite = { if $0 == 2 { try file.changeLastNumber() } } }
    }
    #expect(error == failure(done: 3))
    #expect(error?.exitStatus == .badData && error?.message.contains("\n") == false)
    #expect(try runs.files.leftovers == ["K.h5.widelimit-ledger", "K.h5.widelimit-partial", "X.h5"])
    let other = #expect(throws: KernelPartsFailure.self) { try runs.run() }
    #expect(other?.message.contains("was begun with other inputs x1") == true)
    try file.restore()
    #expect(try runs.run() == [3, 4, 5])
    try runs.expectSameAsUndisturbed()
  }

  /// A file that is being copied over is shorter for a while, and reads as zeros or not at all.
  @Test func aFileThatIsCutIsChanged() throws {
    #expect(throws: failure(done: 1)) { try runs.run { $0.didWrite = { if $0 == 0 { try file.cut(to: 3000) } } } }
    try file.restore()
    #expect(try runs.run() == [1, 2, 3, 4, 5])
    try runs.expectSameAsUndisturbed()
  }

  /// Before the first tile is written there is nothing to go on with.
  @Test func nothingIsKeptWhereNothingIsDone() throws {
    try runs.files.write([("x1", [200, 200])])
    let single = try ChangingFile(runs.files.inputs)
    // What is told of a ledger without a head is told between the digest and the first tile.
    try Data().write(to: runs.ledger)
    let progress = ProgressDisplay(style: .lines, interval: 1000) { line in
      if line.contains("begun anew") { try? single.changeLastNumber() }
    }
    let kernel = KernelFile(
      architecture: runs.files.architecture, inputs: runs.files.inputs, output: runs.files.output)
    #expect(throws: UserDataFailure.changedMeanwhile(file: runs.files.inputs.relativePath, dataset: "x1")) {
      try kernel.write(progress: progress, interruption: Interruption())
    }
    #expect(try runs.files.leftovers == ["X.h5"])
  }

  @Test func partsNoticeItToo() throws {
    #expect(throws: failure(done: 2, of: 3, part: ".part-2-of-2")) {
      try runs.run {
        $0.part = KernelPart("2/2")
        $0.didWrite = { if $0 == 4 { try file.changeLastNumber() } }
      }
    }
  }

  /// Another time, other arrays, or another file of the name: the numbers are what they were.
  @Test(arguments: ["touched", "another array", "another file"]) func whatLeavesTheNumbersAloneDoesNoHarm(what: String)
    throws
  {
    let inputs = runs.files.inputs
    let original = try Data(contentsOf: inputs)
    let tiles = try runs.run {
      $0.didWrite = { number in
        guard number == 2 else { return }
        switch what {
        case "touched": try file.touch()
        case "another array":
          let handle = try FileHandle(forWritingTo: inputs)
          try handle.seekToEnd()
          try handle.write(contentsOf: Data(repeating: 1, count: 5000))
          try handle.close()
        default: try Data("another".utf8).write(to: inputs, options: .atomic)
        }
      }
    }
    #expect(tiles == [0, 1, 2, 3, 4, 5])
    try original.write(to: inputs, options: .atomic)
    try runs.expectSameAsUndisturbed()
  }
}
