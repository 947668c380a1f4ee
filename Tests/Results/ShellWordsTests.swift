import Foundation
import Results
import Testing

@Suite("Words of a shell's line") struct ShellWordsTests {
  @Test(
    "are taken apart as a shell does",
    arguments: [
      ("a  b\tc", ["a", "b", "c"]), ("'a b' \"c d\"e", ["a b", "c de"]), ("a\\ b '' c", ["a b", "", "c"]),
      ("it'\\''s", ["it\\s"]), ("'it'\\''s'", ["it's"]), ("'open end", ["open end"]), ("", []), ("  ", []),
    ])
  func splits(line: String, words: [String]) {
    #expect(ShellWords.split(line) == words)
  }

  @Test("come back as they were, plain ones without quotes, and a shell reads the same")
  func roundTrip() throws {
    let words = ["widelimit", "/my data/x", "it's", "", "--seed=1", "σ_w²", "$HOME", "a\"b", "back\\slash"]
    let line = ShellWords.joined(words)
    #expect(ShellWords.split(line) == words)
    #expect(line.hasPrefix("widelimit '/my data/x' "))
    #expect(line.contains(" --seed=1 "))
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", "printf '%s\\n' \(line)"]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(text == words.map { $0 + "\n" }.joined())
  }
}
