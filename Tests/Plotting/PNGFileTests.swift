import Foundation
import Plotting
import Testing

@Suite struct PNGFileTests {
  let figure = Figure(panels: [FigureTests.panel])

  @Test func metadataIsInTextChunks() throws {
    let long = String(repeating: "widelimit reproduce\n", count: 200)
    let picture = try Picture(figure, metadata: [("Title", "κ of σ²"), ("Source", "widelimit 1.0"), ("History", long)])
    let texts = picture.chunks.filter { $0.type == "tEXt" }.map { String(decoding: $0.data, as: UTF8.self) }
    #expect(texts == ["Source\0widelimit 1.0", "History\0" + long])
    // iTXt: keyword, 0, compression flag and method, language, 0, translated keyword, 0, UTF-8.
    let international = picture.chunks.filter { $0.type == "iTXt" }.map { String(decoding: $0.data, as: UTF8.self) }
    #expect(international == ["Title\0\0\0\0\0κ of σ²"])
    #expect(picture.chunks.first?.type == "IHDR" && picture.chunks.last?.type == "IEND")
  }

  /// 192 pixels an inch are 7559 a metre.
  @Test func resolutionIsTwiceThatOfAScreen() throws {
    let chunk = try #require(try Picture(figure).chunks.first { $0.type == "pHYs" })
    #expect(chunk.data == [0, 0, 0x1D, 0x87, 0, 0, 0x1D, 0x87, 1])
  }

  @Test(arguments: ["", " a", "a ", "a  b", "σ", "a\nb", String(repeating: "k", count: 80)])
  func badKeysAreRefused(_ key: String) {
    #expect(throws: FigureFailure.badKey(key)) { try Picture(figure, metadata: [(key, "text")]) }
  }

  @Test func aMissingFolderIsAnInputOutputFailure() throws {
    let url = URL(fileURLWithPath: "/nonexistent-folder/figure.png")
    let failure = #expect(throws: FigureFailure.self) { try figure.writePNG(to: url) }
    #expect(failure?.exitStatus == .inputOutput)
    #expect(failure?.message.contains("/nonexistent-folder/figure.png") == true)
    #expect(failure?.message.contains("\n") == false)
  }

  /// The destination is a folder, so renaming fails after everything was written; nothing stays behind.
  @Test func nothingStaysBehindAFailure() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    let destination = folder.appendingPathComponent("figure.png")
    try FileManager.default.createDirectory(at: destination, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    #expect(throws: FigureFailure.self) { try figure.writePNG(to: destination) }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["figure.png"])
  }

  /// The superuser may write anywhere.
  @Test(.enabled(if: getuid() != 0))
  func aForbiddenFolderIsAMatterOfPermissions() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(
      at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o555])
    defer { try? FileManager.default.removeItem(at: folder) }
    let failure = #expect(throws: FigureFailure.self) {
      try figure.writePNG(to: folder.appendingPathComponent("figure.png"))
    }
    #expect(failure?.exitStatus == .noPermission)
  }

  @Test func anOlderFileIsReplacedWhole() throws {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).png")
    defer { try? FileManager.default.removeItem(at: url) }
    try Data("old".utf8).write(to: url)
    try figure.writePNG(to: url)
    #expect(try Picture(url).width == 1440)
  }
}
