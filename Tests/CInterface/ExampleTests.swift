import Foundation
import Testing

@Suite struct ExampleTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  private static let library = Bundle.main.bundleURL.appending(path: "libWideLimitC.so")

  private func run(_ program: String, _ arguments: [String]) throws -> (status: Int32, output: String) {
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: data, as: UTF8.self))
  }

  /// Θ of three hidden layers of ReLU at σ_w² = 2 and |x|² = 1 is 4 · 2 · |x|²/d.
  @Test(
    "the example of the documentation compiles and prints the kernel",
    .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/cc")),
    .enabled(if: FileManager.default.fileExists(atPath: library.path)))
  func example() throws {
    let page = try String(contentsOf: Self.root.appending(path: "docs/c-interface.md"), encoding: .utf8)
    let match = try #require(page.firstMatch(of: #/```c\n(#include(?s:.*?))```/#))
    let folder = FileManager.default.temporaryDirectory.appending(path: "example-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let (source, program) = (folder.appending(path: "example.c"), folder.appending(path: "example").path)
    try Data(match.output.1.utf8).write(to: source)
    let place = Self.library.deletingLastPathComponent().path
    let compiled = try run(
      "/usr/bin/cc",
      [
        "-std=c99", "-Wall", "-Wextra", "-Werror", "-Wno-missing-field-initializers", source.path, "-o", program, "-I",
        Self.root.appending(path: "Sources/CWideLimit").path, "-L", place, "-lWideLimitC", "-Wl,-rpath,\(place)",
      ])
    #expect(compiled.status == 0)
    let found = try run(program, [])
    #expect(found.status == 0)
    let rows = found.output.split(separator: "\n").map { $0.split(separator: " ").compactMap { Double($0) } }
    #expect(rows.map(\.count) == [3, 3, 3])
    for i in 0..<3 {
      #expect(abs(rows[i][i] - (i < 2 ? 4 : 8)) < 1e-5)
      for j in 0..<3 { #expect(rows[i][j] == rows[j][i]) }
    }
  }
}
