import Foundation
import Platform
import TestSupport
import Testing

@Suite struct FileSystemTests {
  @Test func aNameIsNeverTakenFromAnotherFile() throws {
    try withScratch { folder in
      let (source, taken, free) = (
        folder.appendingPathComponent("a"), folder.appendingPathComponent("b"), folder.appendingPathComponent("c")
      )
      try Data("a".utf8).write(to: source)
      // A link that leads nowhere has its name, too.
      try FileManager.default.createSymbolicLink(atPath: taken.path, withDestinationPath: "nowhere")
      #expect(try !FileSystem.rename(source, toFree: taken))
      #expect(try FileManager.default.destinationOfSymbolicLink(atPath: taken.path) == "nowhere")
      #expect(try FileSystem.rename(source, toFree: free))
      #expect(try String(contentsOf: free, encoding: .utf8) == "a")
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == ["b", "c"])
    }
  }

  @Test func linksAreFollowedToTheirEnd() throws {
    try withScratch { folder in
      func link(_ name: String, to target: String) throws -> URL {
        let url = folder.appendingPathComponent(name)
        try FileManager.default.createSymbolicLink(atPath: url.path, withDestinationPath: target)
        return url
      }
      let end = folder.appendingPathComponent("d/x")
      #expect(try FileSystem.target(of: end) == end)
      #expect(try FileSystem.target(of: link("relative", to: "d/x")).path == end.path)
      #expect(try FileSystem.target(of: link("absolute", to: end.path)).path == end.path)
      #expect(try FileSystem.target(of: link("twice", to: "relative")).path == end.path)
      _ = try link("a", to: "b")
      let loop = try link("b", to: "a")
      let failure = #expect(throws: FileFailure.self) { try FileSystem.target(of: loop) }
      #expect(failure == .system(path: loop.relativePath, action: "follow the link", errorNumber: ELOOP))
    }
  }
}
