import Failures
import Foundation
import HDF5
import Platform
import Results
import TestSupport
import Testing

@Suite struct SweepOpeningTests {
  private func fill(_ sweep: SweepFile, group: String = "/", only: Int = .max) throws {
    for (number, cell) in sweep.pendingCells(group: group).enumerated() where number < only {
      try sweep.write(cell: cell, group: group, values: sampleValues(Double(number)), status: .done)
    }
  }

  private func finished(_ url: URL) throws {
    let sweep = try SweepFile(destination: url, layouts: [sampleLayout()], provenance: sampleProvenance())
    try sweep.writeConstants(group: "/", CellValues(numbers: ["guide": [3, 4]]))
    try fill(sweep)
    try sweep.finish(sampleProvenance())
  }

  @Test func takesAFinishedFileAsItIs() throws {
    try withScratch { folder in
      let url = folder.appendingPathComponent("t.h5")
      try finished(url)
      let before = try Data(contentsOf: url)
      let sweep = try SweepFile(destination: url, layouts: [sampleLayout()], provenance: sampleProvenance())
      #expect(sweep.isFinished && sweep.notices.isEmpty && sweep.pendingCells(group: "/").isEmpty)
      try sweep.writeConstants(group: "/", CellValues(numbers: ["guide": [9, 9]]))
      try sweep.finish(sampleProvenance())
      #expect(throws: SweepFailure.self) {
        try sweep.write(cell: [0, 0], group: "/", values: sampleValues(1), status: .done)
      }
      #expect(try Data(contentsOf: url) == before)
    }
  }

  @Test func addsAGroupToAFinishedFile() throws {
    try withScratch { folder in
      let url = folder.appendingPathComponent("t.h5")
      try finished(url)
      let layouts = [sampleLayout(), sampleLayout(group: "/finite_networks")]
      do {
        let sweep = try SweepFile(destination: url, layouts: layouts, provenance: sampleProvenance())
        #expect(!sweep.isFinished && sweep.notices.isEmpty && sweep.pendingCells(group: "/").isEmpty)
        try fill(sweep, group: "/finite_networks", only: 4)
        // Until it is finished the former file stays what it was.
        #expect(try !ResultsFile(url).hasGroup("/finite_networks"))
      }
      let sweep = try SweepFile(destination: url, layouts: layouts, provenance: sampleProvenance())
      #expect(sweep.pendingCells(group: "/finite_networks") == [[2, 0], [2, 1]])
      try fill(sweep, group: "/finite_networks")
      try sweep.finish(sampleProvenance())
      let results = try ResultsFile(url)
      #expect(try results.numbers("test_accuracy").values == [0, 1, 2, 3, 4, 5])
      #expect(try results.numbers("guide").values == [3, 4])
      #expect(try results.numbers("test_accuracy", group: "/finite_networks").values == [0, 1, 2, 3, 0, 1])
    }
  }

  /// Another seed, other data, other settings, another revision, another layout: set aside as it is, with a notice that
  /// says in what it differs, and begun anew.
  @Test func setsAsideAFileOfAnotherRun() throws {
    let shorter = sampleLayout()
    let otherLayout = SweepLayout(
      group: "/", coordinates: shorter.coordinates,
      variables: shorter.variables.filter { $0.name != "curve" }
        + [Variable(name: "curve", dimensions: ["dataset", "train_size"], longName: "a number")],
      cellDimensions: shorter.cellDimensions)
    let cases: [(SweepLayout, Provenance, String)] = [
      (sampleLayout(), sampleProvenance(seed: 8), "root seed 7, not 8"),
      (sampleLayout(), sampleProvenance(digest: "cd"), "other dataset files"),
      (sampleLayout(), sampleProvenance(revision: 2), "revision 1, not 2"),
      (sampleLayout(), sampleProvenance(settings: sampleSettings(size: 500)), "size 1000, not 500"),
      (otherLayout, sampleProvenance(), "curve"),
    ]
    for (layout, provenance, reason) in cases {
      try withScratch { folder in
        let url = folder.appendingPathComponent("t.h5")
        try finished(url)
        let before = try Data(contentsOf: url)
        let sweep = try SweepFile(destination: url, layouts: [layout], provenance: provenance)
        #expect(sweep.pendingCells(group: "/").count == 6)
        #expect(sweep.notices.count == 1 && sweep.notices[0].contains(reason), "\(sweep.notices)")
        #expect(sweep.notices.allSatisfy { $0.contains(url.relativePath) && !$0.contains("\n") })
        #expect(try Data(contentsOf: url.appendingPathExtension("stale")) == before)
        #expect(!FileManager.default.fileExists(atPath: url.path))
      }
    }
  }

  @Test func beginsAnewWhenThePartialFileIsDamagedOrOfAnotherRun() throws {
    try withScratch { folder in
      let url = folder.appendingPathComponent("t.h5")
      let partial = url.appendingPathExtension("partial")
      func open(_ provenance: Provenance) throws -> SweepFile {
        try SweepFile(destination: url, layouts: [sampleLayout()], provenance: provenance)
      }
      do { try fill(open(sampleProvenance()), only: 2) }
      do {
        let sweep = try open(sampleProvenance(seed: 8))
        #expect(sweep.pendingCells(group: "/").count == 6)
        #expect(sweep.notices.count == 1 && sweep.notices[0].contains("root seed 7, not 8"))
      }
      // A file that is set aside never takes the place of one that was before.
      #expect(FileManager.default.fileExists(atPath: url.path + ".stale"))
      for length in [0, 1000, try Data(contentsOf: partial).count - 1] {
        try Data(contentsOf: partial).prefix(length).write(to: partial)
        let sweep = try open(sampleProvenance())
        #expect(sweep.pendingCells(group: "/").count == 6)
        #expect(sweep.notices.count == 1 && sweep.notices[0].contains("damaged"), "\(sweep.notices)")
      }
      #expect(FileManager.default.fileExists(atPath: url.path + ".stale-4"))
    }
  }

  @Test func triesFailedCellsOfAFinishedFileAgain() throws {
    try withScratch { folder in
      let url = folder.appendingPathComponent("t.h5")
      do {
        let sweep = try SweepFile(destination: url, layouts: [sampleLayout()], provenance: sampleProvenance())
        try sweep.write(cell: [1, 0], group: "/", values: CellValues(), status: .failed)
        for cell in sweep.pendingCells(group: "/") where cell != [1, 0] {
          try sweep.write(cell: cell, group: "/", values: sampleValues(1), status: .done)
        }
        try sweep.finish(sampleProvenance())
      }
      let sweep = try SweepFile(destination: url, layouts: [sampleLayout()], provenance: sampleProvenance())
      #expect(sweep.pendingCells(group: "/") == [[1, 0]] && sweep.notices.isEmpty)
      try fill(sweep)
      try sweep.finish(sampleProvenance())
      #expect(try ResultsFile(url).statuses().values.allSatisfy { $0 == .done })
    }
  }

  @Test func tellsWhoHoldsTheFile() throws {
    try withScratch { folder in
      let url = folder.appendingPathComponent("t.h5")
      let sweep = try SweepFile(destination: url, layouts: [sampleLayout()], provenance: sampleProvenance())
      #expect(throws: FileFailure.locked(path: url.relativePath, process: getpid())) {
        try SweepFile(destination: url, layouts: [sampleLayout()], provenance: sampleProvenance())
      }
      #expect(sweep.pendingCells(group: "/").count == 6)
    }
  }

  /// The partial file is continued and renamed by its name, so it must be a run's.
  @Test(arguments: ["text", "HDF5", "link", "pipe", "folder"])
  func refusesAPartialFileThatNoRunMade(kind: String) throws {
    try withScratch { folder in
      let (url, other) = (folder.appendingPathComponent("t.h5"), folder.appendingPathComponent("other.h5"))
      let partial = url.appendingPathExtension("partial")
      try HDF5File.replace(other) { try $0.root.setAttribute("title", "somebody's") }
      switch kind {
      case "text": try Data("notes".utf8).write(to: partial)
      case "HDF5": try FileManager.default.copyItem(at: other, to: partial)
      case "link": try FileManager.default.createSymbolicLink(at: partial, withDestinationURL: other)
      case "pipe": #expect(mkfifo(partial.path, 0o600) == 0)
      default: try FileManager.default.createDirectory(at: partial, withIntermediateDirectories: false)
      }
      let before = try Data(contentsOf: other)
      let failure = #expect(throws: FileFailure.self) {
        try SweepFile(destination: url, layouts: [sampleLayout()], provenance: sampleProvenance())
      }
      #expect(failure == .isNotOwn(path: partial.relativePath, meant: "partial results file"))
      #expect(try Data(contentsOf: other) == before)
      let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
      #expect(names == ["other.h5", "t.h5.partial"])
    }
  }

  /// Everything is done in the folder that the link leads to, and the link stays.
  @Test func aLinkIsWrittenThrough() throws {
    try withScratch { folder in
      let url = folder.appendingPathComponent("t.h5")
      try FileManager.default.createDirectory(
        at: folder.appendingPathComponent("d"), withIntermediateDirectories: false)
      try FileManager.default.createSymbolicLink(atPath: url.path, withDestinationPath: "d/real.h5")
      try finished(url)
      #expect(try FileManager.default.destinationOfSymbolicLink(atPath: url.path) == "d/real.h5")
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == ["d", "t.h5"])
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/d") == ["real.h5"])
      #expect(try ResultsFile(url).isFinished)
    }
  }

  /// Somebody else's file, or another experiment's, at the end of a link is neither replaced nor renamed.
  @Test(arguments: ["HDF5", "text", "lee2018/table1"]) func aLinkToAnotherFileIsRefused(kind: String) throws {
    try withScratch { folder in
      let (url, other) = (folder.appendingPathComponent("t.h5"), folder.appendingPathComponent("other.h5"))
      try Data("notes".utf8).write(to: other)
      if kind != "text" { try HDF5File.replace(other) { try $0.root.setAttribute("experiment", kind) } }
      let before = try Data(contentsOf: other)
      try FileManager.default.createSymbolicLink(atPath: url.path, withDestinationPath: "other.h5")
      #expect(throws: FileFailure.self) { try finished(url) }
      #expect(try Data(contentsOf: other) == before)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == ["other.h5", "t.h5"])
    }
  }

  @Test func whatGetsTheResultsNameMeanwhileIsSetAside() throws {
    try withScratch { folder in
      let url = folder.appendingPathComponent("t.h5")
      let sweep = try SweepFile(destination: url, layouts: [sampleLayout()], provenance: sampleProvenance())
      try fill(sweep)
      try Data("mine".utf8).write(to: url)
      try sweep.finish(sampleProvenance())
      #expect(try Data(contentsOf: url.appendingPathExtension("stale")) == Data("mine".utf8))
      #expect(try ResultsFile(url).isFinished)
    }
  }

  /// A link that leads nowhere has its name like any file.
  @Test func settingAsideTakesNoNameFromAnotherFile() throws {
    try withScratch { folder in
      let url = folder.appendingPathComponent("t.h5")
      try finished(url)
      try Data("picture".utf8).write(to: folder.appendingPathComponent("t.png"))
      try FileManager.default.createSymbolicLink(atPath: url.path + ".stale", withDestinationPath: "nowhere")
      _ = try SweepFile(destination: url, layouts: [sampleLayout()], provenance: sampleProvenance(seed: 8))
      #expect(try FileManager.default.destinationOfSymbolicLink(atPath: url.path + ".stale") == "nowhere")
      let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
      #expect(names == ["t.h5.partial", "t.h5.stale", "t.h5.stale-2", "t.png.stale"])
    }
  }

  @Test func refusesAFolderAsDestination() throws {
    try withScratch { folder in
      #expect(throws: FileFailure.isFolder(path: folder.relativePath, isInput: false)) {
        try SweepFile(destination: folder, layouts: [sampleLayout()], provenance: sampleProvenance())
      }
    }
  }
}
