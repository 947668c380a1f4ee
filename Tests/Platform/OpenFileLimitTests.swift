import Failures
import Platform
import Testing

@Suite struct OpenFileLimitTests {
  @Test func thereIsRoom() throws {
    OpenFileLimit.raise()
    try OpenFileLimit.requireRoom(for: 16, reading: "x.h5")
  }

  @Test func tooManyFilesHaveAMend() {
    let failure = FileFailure.operatingSystem("x.h5", "read it", 24)
    #expect(failure.message.contains("Too many open files; allow more open files (`ulimit -n`)"))
    #expect(failure.exitStatus == .doesNotFit)
  }
}
