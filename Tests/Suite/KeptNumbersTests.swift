import Foundation
import Suite
import TestSupport
import Testing
import Work

@Suite("Numbers that a cell keeps for another run") struct KeptNumbersTests {
  private let scratch: ScratchFolder

  init() throws { scratch = try ScratchFolder() }

  private func folder(_ identity: String = "run") -> CheckpointFolder {
    CheckpointFolder(scratch.file("checkpoints"), identity: identity, progress: Transcript().progress(.quiet))
  }

  /// What is got, and whether it was made.
  private func got(
    _ folder: CheckpointFolder, _ name: String = "a part", count: Int = 3
  ) -> (numbers: [Double], isMade: Bool) {
    var isMade = false
    let numbers = folder.numbers(name, count: count) {
      isMade = true
      return (0..<count).map { 1 / Double($0 + 3) }
    }
    return (numbers, isMade)
  }

  @Test func areMadeOnce() {
    let (first, second) = (got(folder()), got(folder()))
    #expect(first.isMade && !second.isMade)
    #expect(first.numbers == second.numbers && second.numbers == [1 / 3, 1 / 4, 1 / 5])
  }

  @Test func areOfOneRunNameAndCount() {
    _ = got(folder())
    #expect(got(folder(), "another").isMade && got(folder("another run")).isMade && got(folder(), count: 4).isMade)
  }

  /// A file of which a number was changed, and one that was cut short.
  @Test func areWhole() throws {
    let file = folder().file(of: "a part")
    _ = got(folder())
    var data = try Data(contentsOf: file)
    data[data.count - 40] ^= 1
    try data.write(to: file)
    #expect(got(folder()).isMade)
    try Data(contentsOf: file).dropLast().write(to: file)
    #expect(got(folder()).isMade && !got(folder()).isMade)
  }

  @Test func whatFailsIsNotKept() {
    struct Failed: Error {}
    #expect(throws: Failed.self) { try folder().numbers("a part", count: 1) { throw Failed() } }
    #expect(got(folder()).isMade)
  }

  /// Where nothing can be written the numbers are those all the same.
  @Test func withoutAFolder() throws {
    try Data().write(to: scratch.file("checkpoints"))
    #expect(got(folder()).numbers.count == 3 && got(folder()).isMade)
  }
}
