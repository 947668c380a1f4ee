import Failures
import Foundation
import Platform
import Testing

@Suite struct SystemFailureTests {
  @Test(arguments: [
    (ENOSPC, Failures.ExitStatus.inputOutput), (EDQUOT, .inputOutput), (EACCES, .noPermission), (EPERM, .noPermission),
    (EROFS, .noPermission), (ENOENT, .inputMissing), (ENOMEM, .doesNotFit), (EIO, .inputOutput), (EPIPE, .inputOutput),
  ])
  func theNumberDecidesTheStatus(number: Int32, status: Failures.ExitStatus) {
    let failure = SystemFailure(number, subject: "some/file")
    #expect(failure.exitStatus == status)
    #expect(failure.message.hasPrefix("some/file: "))
  }

  @Test func whatIsNotKnownIsLeftOut() {
    #expect(SystemFailure(EIO, subject: nil).message == "Input/output error")
  }
}
