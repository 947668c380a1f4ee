import Testing

/// What `verify` ends with.
@Suite struct VerifyStatusTests {
  /// A verdict that failed comes before what is missing; both are told, and off standard output in a document.
  @Test(arguments: ["text", "json"]) func aFailedVerdictComesBeforeMissingResults(format: String) throws {
    let tool = try ToolProcess()
    #expect(try tool.run(["reproduce", "lee2018/figure6", "--quiet", "--seed", "1"]).status == 0)
    let outcome = try tool.run(["verify", "lee2018/figure5", "lee2018/figure6", "--format", format])
    #expect(outcome.status == 1)
    let lines = outcome.errors.split(separator: "\n")
    #expect(lines.count == 2 && lines.allSatisfy { $0.hasPrefix("Error: ") }, "\(outcome.errors)")
    #expect(lines.first?.contains("what is recorded is of another run (here ") == true, "\(outcome.errors)")
    #expect(lines.last?.contains("no results of lee2018/figure5 yet") == true, "\(outcome.errors)")
    #expect(!outcome.output.contains("Error: "))
  }
}
