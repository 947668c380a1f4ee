import Foundation
import HDF5
import InfiniteWidth
import Platform
import Testing
import UserData
import Work

/// What an output may replace. How files lead to one another is tested with `ExternalFiles`.
@Suite struct OutputPlaceTests {
  private let files: UserFiles

  init() throws {
    files = try UserFiles()
    try files.write([("x1", [3, 2])])
  }

  private func write(to output: URL, from inputs: URL? = nil, overwrites: Bool = false) throws {
    var file = KernelFile(architecture: files.architecture, inputs: inputs ?? files.inputs, output: output)
    file.otherSources = [files.folder.appending(path: "A.json")]
    file.overwrites = overwrites
    try file.write(progress: ProgressDisplay(style: .quiet), interruption: Interruption())
  }

  private func foreign(_ name: String) throws -> URL {
    let url = files.folder.appending(path: name)
    try HDF5File.replace(url) { try $0.root.setAttribute("title", "measured") }
    return url
  }

  @Test(arguments: ["hard", "soft", "chain"]) func theInputsByAnotherNameAreTheInputs(kind: String) throws {
    let (before, link) = (try Data(contentsOf: files.inputs), files.folder.appending(path: "link.h5"))
    switch kind {
    case "hard": try FileManager.default.linkItem(at: files.inputs, to: link)
    case "soft": try FileManager.default.createSymbolicLink(at: link, withDestinationURL: files.inputs)
    default:
      let first = files.folder.appending(path: "first.h5")
      try FileManager.default.createSymbolicLink(at: first, withDestinationURL: files.inputs)
      try FileManager.default.createSymbolicLink(at: link, withDestinationURL: first)
    }
    for (inputs, output) in [(files.inputs, link), (link, files.inputs)] {
      #expect(throws: UserDataFailure.isInput(file: output.relativePath, source: inputs.relativePath)) {
        try write(to: output, from: inputs, overwrites: true)
      }
    }
    #expect(try Data(contentsOf: files.inputs) == before)
  }

  /// Nobody writes into the pipe: what opens it waits for ever. Whoever made the file, its links are not to be followed
  /// there.
  @Test(.timeLimit(.minutes(1)), arguments: ["another 1.0", "widelimit 0.2.0"])
  func linksOfTheOutputToPipesAreNotFollowed(source: String) throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../HDF5/Damaged")
    let output = files.folder.appending(path: "K.h5")
    try FileManager.default.copyItem(at: folder.appending(path: "link-pipe.h5"), to: output)
    try #require(mkfifo(files.folder.appending(path: "pipe").path, 0o600) == 0)
    let file = try HDF5File.open(output, writable: true)
    try file.root.setAttribute("source", source)
    try file.close()
    #expect(throws: UserDataFailure.isAnotherFile(file: output.relativePath)) { try write(to: output) }
  }

  @Test func theArchitectureIsNeverReplaced() throws {
    let architecture = files.folder.appending(path: "A.json")
    try Data("{}".utf8).write(to: architecture)
    let link = files.folder.appending(path: "K.h5")
    try FileManager.default.linkItem(at: architecture, to: link)
    #expect(throws: UserDataFailure.isInput(file: link.relativePath, source: architecture.relativePath)) {
      try write(to: link, overwrites: true)
    }
  }

  @Test func aForeignFileIsReplacedOnRequestAlone() throws {
    let text = files.folder.appending(path: "notes.txt")
    try Data("notes".utf8).write(to: text)
    for url in [text, try foreign("measured.h5")] {
      let before = try Data(contentsOf: url)
      let failure = #expect(throws: UserDataFailure.isAnotherFile(file: url.relativePath)) { try write(to: url) }
      #expect(failure?.exitStatus == .inputOutput && failure?.message.contains("--overwrite") == true)
      #expect(try Data(contentsOf: url) == before)
      try write(to: url, overwrites: true)
      #expect(try files.matrix("nngp", in: url).rows == 3)
      // Now it is a former output.
      try write(to: url)
    }
  }

  /// Its datasets are numbered.
  @Test func aFormerPartIsReplaced() throws {
    for quantities in [KernelQuantities.both, .nngp] {
      var file = KernelFile(architecture: files.architecture, inputs: files.inputs, output: files.output)
      (file.part, file.quantities) = (KernelPart(number: 1, of: 1), quantities)
      try file.write(progress: ProgressDisplay(style: .quiet), interruption: Interruption())
    }
    #expect(try files.leftovers == ["K.part-1-of-1.h5", "X.h5"])
  }

  /// What took hours is not lost to a slip.
  @Test func resultsOfAnExperimentAreNoFormerOutput() throws {
    try HDF5File.replace(files.output) { file in
      try file.root.setAttribute("source", "WideLimit 0.2.0")
      try file.root.setAttribute("experiment", "lee2018/table2")
    }
    #expect(throws: UserDataFailure.isAnotherFile(file: files.output.relativePath)) { try write(to: files.output) }
  }

  @Test func anEmptyFileIsReplaced() throws {
    try Data().write(to: files.output)
    try write(to: files.output)
    #expect(try files.leftovers == ["K.h5", "X.h5"])
  }

  /// Of no one but the superuser: to write is then always allowed.
  @Test(.enabled(if: getuid() != 0)) func aProtectedFormerOutputStays() throws {
    try write(to: files.output)
    chmod(files.output.path, 0o444)
    let failure = #expect(throws: FileFailure.self) { try write(to: files.output) }
    #expect(failure?.exitStatus == .noPermission)
    try write(to: files.output, overwrites: true)
  }

  /// What version 0.2.0 left when it was killed: both, and nothing in either.
  @Test func theEmptyPairOfAnEarlierVersionGoes() throws {
    for ending in ["partial", "lock"] { try Data().write(to: files.output.appendingPathExtension(ending)) }
    try write(to: files.output)
    #expect(try files.leftovers == ["K.h5", "X.h5"])
  }

  /// Files of such names may be of other programs, whose locks are mostly empty.
  @Test(arguments: [
    ["lock": ""], ["partial": ""], ["partial": "4711", "lock": "4711"], ["partial": "", "lock": "4711"],
  ])
  func othersOfSuchNamesStay(contents: [String: String]) throws {
    let others = contents.map { (url: files.output.appendingPathExtension($0), content: Data($1.utf8)) }
    for (url, content) in others { try content.write(to: url) }
    let before = others.map { FileIdentity($0.url) }
    try write(to: files.output)
    #expect(others.map { FileIdentity($0.url) } == before)
    for (url, content) in others { #expect(try Data(contentsOf: url) == content) }
  }

  /// What somebody has put into a former output is not lost with it.
  @Test(arguments: ["/", "/notes"]) func aFormerOutputWithMoreInItIsAnotherFile(group: String) throws {
    try write(to: files.output)
    let file = try HDF5File.open(files.output, writable: true)
    let place = try group == "/" ? file.root : file.root.createGroup(String(group.dropFirst()))
    try place.createDataset("scan", of: Double.self, shape: [2]).write([1, 2])
    try file.close()
    #expect(throws: UserDataFailure.isAnotherFile(file: files.output.relativePath)) { try write(to: files.output) }
    try write(to: files.output, overwrites: true)
  }

  @Test func anotherProgramOfSuchANameHasOtherFiles() throws {
    try HDF5File.replace(files.output) { file in
      try file.root.setAttribute("source", "WideLimit measurements, camera 3")
      try file.root.createDataset("scan", of: Double.self, shape: [2]).write([1, 2])
    }
    #expect(throws: UserDataFailure.isAnotherFile(file: files.output.relativePath)) { try write(to: files.output) }
  }

  @Test func aSlashAtTheEndMeansAFolder() throws {
    let output = URL(filePath: files.output.path + "/", directoryHint: .isDirectory)
    #expect(throws: FileFailure.isFolder(path: output.relativePath, isInput: false)) { try write(to: output) }
    #expect(try files.leftovers == ["X.h5"])
  }

  @Test(arguments: ["K.h5.partial", ".K.h5.0123456789abcdef.widelimit-new"])
  func theInputsMayHaveTheNameOfALeftover(name: String) throws {
    let inputs = files.folder.appending(path: name)
    try FileManager.default.moveItem(at: files.inputs, to: inputs)
    let before = try Data(contentsOf: inputs)
    try write(to: files.output, from: inputs)
    #expect(try Data(contentsOf: inputs) == before)
    try Data().write(to: inputs)
    #expect(throws: (any Error).self) { try write(to: files.output, from: inputs) }
    #expect(try files.leftovers == ["K.h5", name].sorted())
  }
}
