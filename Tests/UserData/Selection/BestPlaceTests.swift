import Architectures
import Failures
import Foundation
import Platform
import Testing
import UserData

@Suite struct BestPlaceTests {
  private let problem: SelectionProblem
  private let best: URL

  init() throws {
    problem = try SelectionProblem()
    best = problem.files.file("B.json")
  }

  private func select(_ change: (inout SelectionFile) -> Void = { _ in }) throws {
    try problem.select(try problem.grid("weightVariance=1,2")) {
      ($0.best, $0.ascends) = (best, false)
      change(&$0)
    }
  }

  /// Such as a fitted model.
  @Test(arguments: [false, true]) func anHDF5FileIsNeverReplaced(overwrites: Bool) throws {
    let model = problem.files.model
    try select()
    try FileManager.default.copyItem(at: problem.files.output, to: model)
    let before = try Data(contentsOf: model)
    let link = problem.files.file("link")
    try FileManager.default.createSymbolicLink(at: link, withDestinationURL: model)
    for place in [model, link] {
      #expect(throws: SelectionFailure.bestIsHDF5(file: place.relativePath)) {
        try select { ($0.best, $0.overwrites) = (place, overwrites) }
      }
    }
    #expect(try Data(contentsOf: model) == before)
    #expect(SelectionFailure.bestIsHDF5(file: "M.h5").exitStatus == .inputOutput)
  }

  /// Also by a link, whether there is a table yet or not.
  @Test(arguments: [false, true]) func theTableIsNeverReplaced(isThere: Bool) throws {
    let output = problem.files.output
    let (soft, hard) = (problem.files.file("soft"), problem.files.file("hard"))
    try FileManager.default.createSymbolicLink(at: soft, withDestinationURL: output)
    var places = [output, problem.files.folder.appending(path: "./K.h5"), soft]
    if isThere {
      try select()
      try FileManager.default.linkItem(at: output, to: hard)
      places.append(hard)
    }
    for place in places {
      #expect(throws: SelectionFailure.bestIsOutput(file: place.relativePath)) {
        try select { ($0.best, $0.overwrites) = (place, true) }
      }
    }
    #expect(FileManager.default.fileExists(atPath: output.path) == isThere)
    if isThere { #expect(try problem.numbers("log_marginal_likelihood").count == 2) }
  }

  /// Nor the architecture that is read, nor one written by hand.
  @Test func anotherFileIsNotReplacedUnasked() throws {
    let text = try problem.network.json() + "\n"
    try Data(text.utf8).write(to: best)
    let link = problem.files.file("link.json")
    try FileManager.default.linkItem(at: best, to: link)
    #expect(throws: UserDataFailure.isInput(file: best.relativePath, source: link.relativePath)) {
      try select { ($0.otherSources, $0.overwrites) = ([link], true) }
    }
    for own in ["notes\n", text.filter { $0 != "\n" }, "[]"] {
      try Data(own.utf8).write(to: best)
      #expect(throws: UserDataFailure.isAnotherFile(file: best.relativePath)) { try select() }
      #expect(try String(contentsOf: best, encoding: .utf8) == own)
    }
    try select { $0.overwrites = true }
    _ = try Architecture(contentsOf: best)
  }

  /// Before the search, not behind it.
  @Test func withoutAFolderNothingIsLeft() throws {
    #expect(throws: FileFailure.self) { try select { $0.best = problem.files.file("none/B.json") } }
    #expect(try problem.files.leftovers == ["X.h5"])
  }

  @Test func twoRunsDoNotWriteTheSameOne() throws {
    let lock = try FileLock(for: best)
    #expect(throws: FileFailure.locked(path: best.relativePath, process: getpid())) { try select() }
    withExtendedLifetime(lock) {}
    #expect(!FileManager.default.fileExists(atPath: problem.files.output.path))
  }
}
