import Foundation
import Testing

@Suite("Values given to make") struct MakefileTests {
  /// With an `echo` for the tool.
  private func recipe(_ target: String, _ settings: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments =
      ["make", "--no-print-directory", "-C", House.root.path, "-o", "build", target, #"widelimit=printf '<%s>\n'"#]
      + settings
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self)
  }

  @Test(
    "a folder is called what it is called, and nothing in its name is executed",
    arguments: [
      "O'Brien's data", "a b", "$(touch pwned)", "`touch pwned`", "$(shell touch pwned)", "$HOME", "$$HOME", "\"x\"",
      "a;b", "#x", "*",
    ])
  func foldersAreQuoted(name: String) throws {
    #expect(try recipe("data", ["DATASETS=\(name)"]) == "<data>\n<fetch>\n<--datasets>\n<\(name)>\n")
    let verify = try recipe("verify", ["RESULTS=\(name)", "IDS=lee2018/table2 lee2018", "TIER=\(name)"])
    #expect(verify == "<verify>\n<lee2018/table2>\n<lee2018>\n<--tier>\n<\(name)>\n<--results>\n<\(name)>\n")
    #expect(!FileManager.default.fileExists(atPath: House.root.appending(path: "pwned").path))
  }
}
