import Foundation
import Testing

/// Golden text: a change of the command line shows as a change of a file in `Help`. To accept one:
/// `.build/release/widelimit help reproduce > Tests/widelimit/Help/reproduce.txt`.
@Suite struct HelpTests {
  @Test(arguments: [
    [], ["list"], ["reproduce"], ["verify"], ["report"], ["kernel"], ["join"], ["fit"], ["predict"], ["select"],
    ["diagnose"], ["data"], ["data", "fetch"], ["data", "check"], ["doctor"],
  ]) func helpIsAsRecorded(command: [String]) throws {
    let name = command.isEmpty ? "widelimit" : command.joined(separator: "-")
    let golden = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Help/\(name).txt")
    let outcome = try ToolProcess().run(["help"] + command)
    #expect(outcome.status == 0)
    #expect(try outcome.output == String(contentsOf: golden, encoding: .utf8))
    #expect(try ToolProcess().run(command + ["--help"]).output == outcome.output)
  }

  @Test func theVersionIsOneLine() throws {
    let outcome = try ToolProcess().run(["--version"])
    #expect(outcome.status == 0)
    #expect(outcome.output.wholeMatch(of: /WideLimit \d+\.\d+\.\d+\n/) != nil)
  }
}
