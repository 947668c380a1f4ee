import Architectures
import Foundation
import Testing

@Suite("An architecture is read from whatever gives bytes") struct ArchitectureFileReaderTests {
  private static let text = #"{"layers": [{"dense": {"weightVariance": 1}}]}"#

  private func withFolder(_ body: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "architectures-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder)
  }

  @Test("a pipe, also one whose writer comes later and writes in pieces") func pipe() throws {
    try withFolder { folder in
      let pipe = folder.appending(path: "pipe")
      #expect(mkfifo(pipe.path, 0o600) == 0)
      let writer = Thread {
        usleep(50_000)
        let descriptor = open(pipe.path, O_WRONLY)
        for piece in [Self.text.prefix(9), Self.text.dropFirst(9)] {
          _ = write(descriptor, Array(piece.utf8), piece.utf8.count)
          usleep(20_000)
        }
        close(descriptor)
      }
      writer.start()
      let network = try Architecture(contentsOf: pipe)
      #expect(network.layers.count == 1)
    }
  }

  @Test("an open descriptor, as shells give for <(…)") func descriptor() throws {
    var ends: [Int32] = [0, 0]
    #expect(Foundation.pipe(&ends) == 0)
    _ = write(ends[1], Array(Self.text.utf8), Self.text.utf8.count)
    close(ends[1])
    defer { close(ends[0]) }
    let network = try Architecture(contentsOf: URL(filePath: "/dev/fd/\(ends[0])"))
    #expect(network.layers.count == 1)
  }

  @Test("what never ends is given up at a mebibyte") func endless() {
    #expect(throws: ArchitectureFileFailure.tooLarge("/dev/zero", bytes: ArchitectureFileFailure.largestFile + 1)) {
      try Architecture(contentsOf: URL(filePath: "/dev/zero"))
    }
  }
}
