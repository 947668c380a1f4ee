import Datasets
import Foundation
import Platform
import Synchronization
import TestSupport
import Testing

@Suite struct DownloadTests {
  private let body = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 9) }
  private let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  private func remote(_ mirrors: [String]) throws -> RemoteFile {
    RemoteFile(name: "file", size: body.count, sha256: try sha256(body), mirrors: mirrors)
  }

  private func download(_ mirrors: [String], report: (Download.Progress) -> Void = { _ in }) throws {
    try Download.fetch(remote(mirrors), to: folder.file("file"), report: report)
    #expect(try folder.read("file") == body)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["file"])
  }

  @Test func aFileIsDownloadedWithProgress() throws {
    let server = try LocalServer { [body] in .file(body, for: $0) }
    var last: Download.Progress?
    try download([server.address("file")]) { last = $0 }
    #expect(last?.name == "file")
    #expect(last?.totalBytes == body.count)
    #expect(last?.receivedBytes == body.count)
    #expect(server.requests.map(\.path) == ["/file"])
  }

  /// The first answers break off after 100,000 bytes each; every request continues where the last one ended.
  @Test func aBrokenTransferIsContinued() throws {
    let server = try LocalServer { [body] in .file(body, for: $0, sent: 100_000) }
    try download([server.address("file")])
    #expect(server.requests.map(\.rangeStart) == [nil, 100_000, 200_000])
    #expect(server.requests.map { $0.headers["if-range"] } == [nil, "\"1\"", "\"1\""])
  }

  @Test func aBodyWithoutLengthThatEndsEarlyIsContinued() throws {
    let server = try LocalServer { [body] request in
      var response = LocalServer.Response.file(body, for: request, sent: 170_000)
      response.announcesLength = false
      return response
    }
    try download([server.address("file")])
    #expect(server.requests.map(\.rangeStart) == [nil, 170_000])
  }

  /// A run that was killed has left a part; the next one asks for the rest only.
  @Test func anEarlierRunIsContinued() throws {
    try folder.write(Array(body[..<250_000]), to: ".widelimit-download/file.part")
    let server = try LocalServer { [body] in .file(body, for: $0) }
    try download([server.address("file")])
    #expect(server.requests.map(\.rangeStart) == [250_000])
  }

  @Test func aCompletePartNeedsNoServer() throws {
    try folder.write(body, to: ".widelimit-download/file.part")
    try download(["http://127.0.0.1:1/file"])
  }

  @Test func aWrongPartIsBegunAnew() throws {
    try folder.write([UInt8](repeating: 1, count: 250_000), to: ".widelimit-download/file.part")
    let server = try LocalServer { [body] in .file(body, for: $0) }
    try download([server.address("file")])
    #expect(server.requests.map(\.rangeStart) == [250_000, nil])
  }

  /// The file on the server changes after the first half: If-Range makes the server send all of the new one.
  @Test func aChangedFileIsBegunAnew() throws {
    let count = Mutex(0)
    let server = try LocalServer { [body] request in
      let visit = count.withLock {
        $0 += 1; return $0
      }
      return visit == 1
        ? .file([UInt8](repeating: 0, count: body.count), for: request, tag: "\"old\"", sent: 150_000)
        : .file(body, for: request, tag: "\"new\"")
    }
    try download([server.address("file")])
    #expect(server.requests.map { $0.headers["if-range"] } == [nil, "\"old\"", nil])
  }

  @Test func aServerWithoutRangesIsAskedForTheWhole() throws {
    let count = Mutex(0)
    let server = try LocalServer { [body] _ in
      let visit = count.withLock {
        $0 += 1; return $0
      }
      return LocalServer.Response(body: body, sent: visit == 1 ? 1_000 : nil)
    }
    try download([server.address("file")])
    #expect(server.requests.map(\.rangeStart) == [nil, 1_000, nil])
  }

  @Test func theSecondMirrorStandsIn() throws {
    let server = try LocalServer { [body] request in
      switch request.path {
      case "/missing": LocalServer.Response(status: "404 Not Found", body: Array("no such file".utf8))
      case "/wrong": .file(body.reversed(), for: request)
      case "/long": .file(body + [1], for: request)
      case "/endless":
        LocalServer.Response(body: [UInt8](repeating: 1, count: 40 * body.count), announcesLength: false)
      case "/page": .file(Array("<html>log in first</html>".utf8), for: request)
      default: .file(body, for: request)
      }
    }
    for path in ["missing", "wrong", "long", "endless", "page"] {
      try download([server.address(path), server.address("file")])
      try FileManager.default.removeItem(at: folder.file("file"))
    }
    try download(["http://127.0.0.1:1/file", server.address("file")])
  }

  @Test func redirectionsAreFollowed() throws {
    let server = try LocalServer { [body] request in
      request.path == "/old"
        ? LocalServer.Response(status: "302 Found", headers: ["Location": "/new"]) : .file(body, for: request)
    }
    try download([server.address("old")])
  }

  @Test func whatWentWrongIsToldForEveryMirror() throws {
    let server = try LocalServer { [body] request in
      request.path == "/wrong"
        ? .file(body.reversed(), for: request) : LocalServer.Response(status: "404 Not Found")
    }
    let mirrors = [server.address("missing"), server.address("wrong")]
    let failure = #expect(throws: DownloadFailure.self) { try download(mirrors) }
    #expect(failure?.exitStatus == .badData)
    expectOneLine(failure, naming: "\(mirrors[0]): HTTP status 404")
    expectOneLine(failure, naming: "\(mirrors[1]): SHA-256 \(try sha256(body.reversed())) is not the official one")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path).isEmpty)

    let unreachable = #expect(throws: DownloadFailure.self) { try download([mirrors[0], "http://127.0.0.1:1/file"]) }
    #expect(unreachable?.exitStatus == .inputOutput)
  }

  /// Files and links of names that a download could have are neither followed nor removed.
  @Test(arguments: ["part", "part.headers", "part.errors", "part.version"])
  func nothingThatIsThereIsTouched(ending: String) throws {
    let server = try LocalServer { [body] in .file(body, for: $0) }
    try folder.write([1, 2, 3], to: "target")
    let link = folder.file("file." + ending)
    try FileManager.default.createSymbolicLink(atPath: link.path, withDestinationPath: "target")
    try Download.fetch(remote([server.address("file")]), to: folder.file("file"))
    #expect(try folder.read("file") == body && folder.read("target") == [1, 2, 3])
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link.path) == "target")
    // Nor is what has the name of the file itself.
    #expect(throws: (any Error).self) {
      try Download.fetch(remote([server.address("file")]), to: link)
    }
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link.path) == "target")
  }

  @Test(arguments: [".widelimit-download", ".widelimit-download/file.part"])
  func aLinkInTheProgramsOwnPlaceIsRefused(name: String) throws {
    let target = folder.file("target")
    if name.contains("/") {
      try FileManager.default.createDirectory(
        at: folder.file(".widelimit-download"), withIntermediateDirectories: true)
      try folder.write([1, 2, 3], to: "target")
    } else {
      try FileManager.default.createDirectory(at: target, withIntermediateDirectories: true)
    }
    try FileManager.default.createSymbolicLink(at: folder.file(name), withDestinationURL: target)
    let server = try LocalServer { [body] in .file(body, for: $0) }
    let failure = #expect(throws: FileFailure.self) {
      try Download.fetch(remote([server.address("file")]), to: folder.file("file"))
    }
    #expect(failure?.exitStatus == .inputOutput && server.requests.isEmpty)
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder.file(name).path) == target.path)
    #expect(try !name.contains("/") || folder.read("target") == [1, 2, 3])
  }

  /// A server that sends nothing new is left after two tries, and what came stays for the next run.
  @Test func aServerThatIsStuckIsLeft() throws {
    let server = try LocalServer { [body] request in
      .file(body, for: request, sent: request.rangeStart == nil ? 120_000 : 0)
    }
    let failure = #expect(throws: DownloadFailure.self) { try download([server.address("file")]) }
    #expect(failure?.exitStatus == .inputOutput)
    #expect(server.requests.count == 2)
    #expect(try folder.read(".widelimit-download/file.part") == Array(body[..<120_000]))
  }
}

/// SHA-256 as coreutils computes it: independent of the program.
func sha256(_ bytes: some Collection<UInt8>) throws -> String {
  let process = Process()
  let (input, output) = (Pipe(), Pipe())
  process.executableURL = URL(fileURLWithPath: "/usr/bin/sha256sum")
  process.standardInput = input
  process.standardOutput = output
  try process.run()
  try input.fileHandleForWriting.write(contentsOf: Data(bytes))
  try input.fileHandleForWriting.close()
  let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
  process.waitUntilExit()
  return String(text.prefix(64))
}
