import Foundation
import Results
import Testing

@Suite struct BuildTests {
  @Test func anInstalledProgramTellsWhereItCameFrom() {
    let commit = String(repeating: "0123abcd", count: 5)
    #expect(Build.installed(commit + "\n") == (commit, false))
    #expect(Build.installed(commit + "-dirty\n") == (commit, true))
  }

  @Test(arguments: ["", "\n", "unknown", "0123abcd", String(repeating: "x", count: 40), "a b"])
  func whatIsNoCommitIsUnknown(text: String) {
    #expect(Build.installed(text) == ("unknown", nil))
  }

  @Test func anExecutableIsItsOwnFile() {
    #expect(Build.current.executable.count == 64)
  }
}
