import Foundation
import Platform
import TestSupport
import Testing

@Suite struct FileIdentityTests {
  @Test func namesOfOneFileAreTheSame() throws {
    try withScratch { folder in
      let names = ["a", "hard", "soft", "copy"].map { folder.appendingPathComponent($0) }
      for url in [names[0], names[3]] { try Data("x".utf8).write(to: url) }
      try FileManager.default.linkItem(at: names[0], to: names[1])
      try FileManager.default.createSymbolicLink(at: names[2], withDestinationURL: names[0])
      let identities = names.map { FileIdentity($0) }
      #expect(identities[0] != nil && identities[1] == identities[0] && identities[2] == identities[0])
      #expect(identities[3] != identities[0])
      #expect(FileIdentity(folder.appendingPathComponent("none")) == nil)
    }
  }
}
