import Failures
import Foundation
import HDF5
import Platform
import Testing
import Work

@Suite struct ErrorDescriptionTests {
  struct Unforeseen: Error, CustomStringConvertible { let description = "two\nlines" }

  @Test func ourErrorsKeepTheirMessageAndStatus() {
    let description = ErrorDescription(FileFailure.locked(path: "a.h5", process: 7))
    #expect(description.exitStatus == .locked)
    #expect(description.message == "a.h5: in use by process 7; wait for it to end or stop it")
  }

  @Test func systemErrorsAreMappedByTheirNumber() {
    #expect(ErrorDescription(POSIXError(.ENOSPC)).exitStatus == .inputOutput)
    #expect(ErrorDescription(POSIXError(.EACCES)).exitStatus == .noPermission)
    #expect(ErrorDescription(CocoaError(.fileWriteVolumeReadOnly)).exitStatus == .noPermission)
    #expect(ErrorDescription(CocoaError(.fileReadNoSuchFile)).exitStatus == .inputMissing)
  }

  @Test func foundationsErrorsAreMappedByWhatIsBeneath() {
    let error = #expect(throws: (any Error).self) {
      try Data().write(to: URL(filePath: "/no/such/folder/file"), options: .atomic)
    }
    #expect(error.map { ErrorDescription($0).exitStatus } == .inputMissing)
  }

  @Test func anythingElseIsOneLineOfInputOutput() {
    let description = ErrorDescription(Unforeseen())
    #expect(description.message == "two lines")
    #expect(description.exitStatus == .inputOutput)
  }
}
