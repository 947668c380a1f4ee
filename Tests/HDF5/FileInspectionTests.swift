import Failures
import Foundation
import HDF5
import TestSupport
import Testing

@Suite struct FileInspectionTests {
  /// What a shell does in place of the tool. "b" tells that the file is opened, "e" that all was read.
  private func failure(_ script: String, isInterrupted: Bool = false, seconds: Double = 10) throws -> HDF5Failure? {
    try withScratch { folder in
      let file = folder.appendingPathComponent("x.h5")
      try Data("any".utf8).write(to: file)
      let inspection = FileInspection(command: ["/bin/sh", "-c", script], seconds: seconds) { isInterrupted }
      do { try inspection.inspect([file]) } catch { return error as? HDF5Failure }
      return nil
    }
  }

  @Test func whatIsReadToTheEndIsOpened() throws { #expect(try failure("printf b; printf e") == nil) }

  /// Where no process can be started, the file is not opened without one; it is not known later either.
  @Test(arguments: [["/bin/sh", "-c", "exit 3"], ["/bin/sh", "-c", "kill -SEGV $$"], ["/nowhere/tool"]])
  func whatCannotBeginIsNotOpened(command: [String]) throws {
    try withScratch { folder in
      let file = folder.appendingPathComponent("x.h5")
      try Data("any".utf8).write(to: file)
      let inspection = FileInspection(command: command)
      for _ in 0..<2 {
        let failure = #expect(throws: HDF5Failure.self) { try inspection.inspect([file]) }
        #expect(failure?.message.contains("cannot be started") == true && failure?.exitStatus == .doesNotFit)
      }
    }
  }

  /// A library in somebody's program reads its files all the same.
  @Test func whatNeedNotBeginIsOpenedWithout() throws {
    try withScratch { folder in
      let file = folder.appendingPathComponent("x.h5")
      try Data("any".utf8).write(to: file)
      try FileInspection(command: ["/nowhere/tool"], isRequired: false).inspect([file])
      let crash = FileInspection(command: ["/bin/sh", "-c", "printf b; kill -SEGV $$"], isRequired: false)
      #expect(throws: HDF5Failure.self) { try crash.inspect([file]) }
    }
  }

  @Test func looksForOneCallAlone() throws {
    try withScratch { folder in
      let file = folder.appendingPathComponent("x.h5")
      let root = try HDF5File.create(file).root
      try root.setAttribute("a", 1.0)
      try root.file.close()
      let crash = FileInspection(command: ["/bin/sh", "-c", "printf b; kill -SEGV $$"])
      #expect(throws: HDF5Failure.self) { try crash.run { _ = try HDF5File.open(file) } }
      #expect(try HDF5File.open(file).root.numberAttribute("a", as: Double.self) == [1])
    }
  }

  /// A process that ends between two files has done its work on the earlier ones.
  @Test func theRestIsLookedAtByAnotherProcess() throws {
    try withScratch { folder in
      let files = ["0.h5", "1.h5"].map { folder.appendingPathComponent($0) }
      for file in files { try Data("any".utf8).write(to: file) }
      try FileInspection(command: ["/bin/sh", "-c", "printf be"]).inspect(files)
    }
  }

  @Test(arguments: ["printf b; kill -SEGV $$", "printf b; kill -ABRT $$", "printf b; exit 1"])
  func aCrashIsDamage(script: String) throws {
    let failure = try failure(script)
    #expect(failure?.message.contains("crashes the HDF5 library") == true && failure?.exitStatus == .badData)
  }

  /// A signal is no fault of the file: it is looked at again, once.
  @Test(arguments: ["kill -KILL $$", "exit 130"]) func aReaderThatIsKilledIsTriedAgain(end: String) throws {
    // The file's name is the argument after the script: $0.
    #expect(try failure("printf b; if [ -e $0.seen ]; then printf e; else : > $0.seen; \(end); fi") == nil)
    let failure = try failure("printf b; \(end)")
    #expect(failure?.message.contains("killed twice") == true && failure?.exitStatus == .doesNotFit)
  }

  /// Ctrl-Z: what the other process said meanwhile counts, however late it is read.
  @Test func whatWasReadWhileThisProcessStoodStillCounts() throws {
    try withScratch { folder in
      let file = folder.appendingPathComponent("x.h5")
      try Data("any".utf8).write(to: file)
      let inspection = FileInspection(command: ["/bin/sh", "-c", "printf b; printf e"], seconds: 0.5) {
        sleep(2)
        return false
      }
      try inspection.inspect([file])
    }
  }

  @Test func whatDoesNotEndIsDamageAndIsEnded() throws {
    let begin = Date.now
    let failure = try failure("printf b; exec sleep 60", seconds: 0.3)
    #expect(failure?.message.contains("did not end") == true && failure?.exitStatus == .badData)
    #expect(Date.now.timeIntervalSince(begin) < 20)
  }

  @Test func anInterruptionEndsTheWait() throws {
    let failure = try failure("printf b; exec sleep 60", isInterrupted: true)
    #expect(failure?.exitStatus == .interrupted)
  }

  /// A file is looked at once until it changes.
  @Test func looksOnce() throws {
    try withScratch { folder in
      let (file, log) = (folder.appendingPathComponent("x.h5"), folder.appendingPathComponent("log"))
      try Data("any".utf8).write(to: file)
      let inspection = FileInspection(command: ["/bin/sh", "-c", "echo >> '\(log.path)'; printf be"])
      for _ in 0..<3 { try inspection.inspect([file]) }
      #expect(try Data(contentsOf: log).count == 1)
      try Data("other".utf8).write(to: file)
      try inspection.inspect([file])
      #expect(try Data(contentsOf: log).count == 2)
    }
  }

  /// Many files, one process; the one that is damaged is named.
  @Test func looksAtManyByOneProcess() throws {
    try withScratch { folder in
      let log = folder.appendingPathComponent("log")
      let files = try (0..<3).map { number in
        let file = folder.appendingPathComponent("\(number).h5")
        try Data("any".utf8).write(to: file)
        return file
      }
      let command = [
        "/bin/sh", "-c", "echo >> '\(log.path)'; printf be; printf b; case $1 in *1.h5) exit;; esac; printf ebe",
      ]
      let error = #expect(throws: HDF5Failure.self) { try FileInspection(command: command).inspect(files) }
      #expect(error?.message.contains("1.h5: ") == true, "\(String(describing: error))")
      try FileInspection(command: command).inspect([files[1], files[0], files[2]])
      #expect(try Data(contentsOf: log).count == 2)
    }
  }

  /// As long as parts of it are read, a file may take its time.
  @Test func signsOfLifeGiveTime() throws {
    #expect(try failure("printf b; for i in 1 2 3 4 5; do sleep 0.4; printf .; done; printf e", seconds: 1.5) == nil)
  }
}
