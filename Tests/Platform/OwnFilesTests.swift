import Foundation
import Testing

import Platform

@Suite struct OwnFilesTests {
  @Test func aFileIsMadeOrTheReasonIsKnown() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    let file = folder.appending(path: "file")
    func make() -> Int32 { OwnFiles.create(file.path) { open(file.path, O_RDWR | O_CREAT | O_EXCL, 0o600) } }
    // More often than there are places.
    for _ in 0..<200 {
      #expect(make() == -1)
      #expect(errno == ENOENT)
    }
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for _ in 0..<200 {
      let descriptor = make()
      #expect(descriptor >= 0)
      close(descriptor)
      OwnFiles.remove(file.path)
      #expect(!FileManager.default.fileExists(atPath: file.path))
    }
    // Signals come again as they did.
    var (former, now) = (sigset_t(), sigset_t())
    pthread_sigmask(SIG_SETMASK, nil, &former)
    close(make())
    OwnFiles.remove(file.path)
    pthread_sigmask(SIG_SETMASK, nil, &now)
    #expect((1...64).allSatisfy { sigismember(&former, $0) == sigismember(&now, $0) })
    #expect(sigismember(&now, SIGKILL) == 0)
  }

  /// In a process of its own the last one would be removed; here it is the keeping in mind that can be tested.
  @Test func aFileThatIsRemovedIsForgotten() throws {
    let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    // More often than there are places.
    for _ in 0..<200 {
      try Data().write(to: file)
      OwnFiles.register(file.path)
      OwnFiles.remove(file.path)
      #expect(!FileManager.default.fileExists(atPath: file.path))
    }
    OwnFiles.forget(file.path)
    OwnFiles.register(String(repeating: "x", count: 10_000))
  }
}
